import { describe, expect, test } from 'vitest';
import { planBatch } from '../delivery/plan-batch.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import { exchangeContext, perform, performBatch, plainPlan, type Setting } from '../testing/perform.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import {
  jsonReply,
  recipientsOf,
  ScriptedTransport,
  type ScriptStep,
} from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { createRetryBudget } from './retry-budget.ts';

const { tooFast, refused, internal } = plainProblems;
const broken: ScriptStep = { fault: 'unknown', reason: 'network' };
const unreachable: ScriptStep = { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
const ok = jsonReply({ accepted: ['a'] });
const reply = (problem: Problem) => jsonReply({ problem });

describe('repeating', () => {
  test.each<[string, readonly ScriptStep[], Setting, string, readonly number[]]>([
    ['a good reply is not repeated', [ok], {}, 'accepted', [0]],
    ['a request that never left is repeated', [unreachable, ok], {}, 'accepted', [0, 100]],
    [
      'the second repeat waits twice as long as the first',
      [unreachable, unreachable, ok],
      {},
      'accepted',
      [0, 100, 300],
    ],
    ['there are three attempts in all by default', [unreachable], {}, 'failed', [0, 100, 300]],
    [
      'there are as many attempts as maxAttempts says',
      [unreachable],
      { retry: { maxAttempts: 5, baseDelayMs: 200, maxDelayMs: 500 } },
      'failed',
      [0, 100, 300, 550, 800],
    ],
    [
      'nothing is repeated where maxAttempts is 1',
      [unreachable],
      { retry: { maxAttempts: 1, baseDelayMs: 1, maxDelayMs: 1 } },
      'failed',
      [0],
    ],
    ['a transient refusal is repeated', [reply(tooFast), ok], {}, 'accepted', [0, 100]],
    ['a lasting refusal is not repeated', [reply(refused), ok], {}, 'failed', [0]],
    [
      'an unclear fault is not repeated where the vendor discards no copy',
      [broken, ok],
      {},
      'unconfirmed',
      [0],
    ],
    [
      'an unclear code is not repeated where the vendor discards no copy',
      [reply(internal), ok],
      {},
      'unconfirmed',
      [0],
    ],
    ['silence is not repeated where the vendor discards no copy', ['silence', ok], {}, 'unconfirmed', [0]],
    [
      'an unclear fault is repeated where the caller says so',
      [broken, ok],
      { retryUnknown: true },
      'accepted',
      [0, 100],
    ],
    [
      'an unclear fault is repeated where the vendor discards the copy',
      [broken, ok],
      { dedupWindowMs: 90_000 },
      'accepted',
      [0, 100],
    ],
    [
      'silence is repeated where the vendor discards the copy',
      ['silence', ok],
      { dedupWindowMs: 90_000 },
      'accepted',
      [0, 1_100],
    ],
    [
      'an unclear code is repeated where the vendor discards the copy',
      [reply(internal), ok],
      { dedupWindowMs: 90_000 },
      'accepted',
      [0, 100],
    ],
    [
      'a copy that may come too late is not sent',
      ['silence', ok],
      { dedupWindowMs: 2_099 },
      'unconfirmed',
      [0],
    ],
    [
      'a copy that surely comes in time is sent',
      ['silence', ok],
      { dedupWindowMs: 2_100 },
      'accepted',
      [0, 1_100],
    ],
    [
      'the dedup window is counted from the first attempt, not the last',
      ['silence', 'silence', ok],
      { dedupWindowMs: 3_000 },
      'unconfirmed',
      [0, 1_100],
    ],
    [
      'an endless dedup window is never over',
      ['silence', 'silence', ok],
      { dedupWindowMs: Number.POSITIVE_INFINITY },
      'accepted',
      [0, 1_100, 2_300],
    ],
    [
      'a reply that cannot be read is not repeated',
      [{ status: 200, headers: {}, text: '<html>' }, ok],
      { retryUnknown: true },
      'unconfirmed',
      [0],
    ],
    [
      'a redirect is not repeated',
      [{ fault: 'unknown', reason: 'redirect' }, ok],
      { retryUnknown: true },
      'unconfirmed',
      [0],
    ],
  ])('%s', async (_, script, setting, status, times) => {
    const performed = await perform(script, setting);
    expect(performed.statuses).toEqual({ a: status });
    expect(performed.times).toEqual(times);
    expect(performed.pending).toBe(0);
  });

  test('the body is byte for byte the same in every attempt, the signature is not', async () => {
    const { requests } = await perform(['silence', broken, ok], { dedupWindowMs: 90_000 });
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(requests.map(({ url }) => url)).size).toBe(3);
  });

  test('waits as long as the vendor asks before a repeat', async () => {
    const slower = createProblem({ ...tooFast, retryAfterMs: 1_500 });
    expect((await perform([reply(slower), ok])).times).toEqual([0, 1_500]);
  });

  test('waits as long as the vendor asks for the slowest of those who are tried again', async () => {
    const failed = { a: tooFast, b: createProblem({ ...tooFast, retryAfterMs: 1_500 }) };
    const { times } = await perform([jsonReply({ failed }), jsonReply({ accepted: ['a', 'b'] })], {
      recipients: ['a', 'b'],
    });
    expect(times).toEqual([0, 1_500]);
  });

  test('after several refusals the problem is that of the last one', async () => {
    const { states } = await perform([unreachable, reply(tooFast), reply(refused)]);
    expect(states.a).toMatchObject({ status: 'failed', problem: { code: 'recipient_blocked' } });
  });
});

describe('the results of several attempts joined', () => {
  test.each<[string, readonly ScriptStep[], string, string | undefined]>([
    [
      'a timeout, then a refusal: unconfirmed, for the timeout',
      ['silence', reply(refused)],
      'unconfirmed',
      'timeout',
    ],
    [
      'a timeout, then too fast to the end: unconfirmed, for the timeout',
      ['silence', reply(tooFast)],
      'unconfirmed',
      'timeout',
    ],
    [
      'a timeout, then no connection to the end: unconfirmed, for the timeout',
      ['silence', unreachable],
      'unconfirmed',
      'timeout',
    ],
    ['a broken connection, then accepted: accepted', [broken, ok], 'accepted', undefined],
    [
      'a timeout, then a broken connection: unconfirmed, for the later one',
      ['silence', broken],
      'unconfirmed',
      'network',
    ],
    [
      'a refusal, then a broken connection, then a refusal: unconfirmed',
      [reply(tooFast), broken, reply(refused)],
      'unconfirmed',
      'network',
    ],
  ])('%s', async (_, script, status, code) => {
    const { statuses, problems } = await perform(script, { dedupWindowMs: 90_000 });
    expect(statuses).toEqual({ a: status });
    expect(problems).toEqual({ a: code });
  });
});

describe('partial failures', () => {
  const recipients = ['a', 'b', 'c'];
  const partly = jsonReply({ accepted: ['a'], failed: { b: tooFast, c: refused } });

  test('only those whom waiting helps are tried again, in a new call', async () => {
    const { statuses, requests, events } = await perform([partly, jsonReply({ accepted: ['b'] })], {
      recipients,
    });
    expect(statuses).toEqual({ a: 'accepted', b: 'accepted', c: 'failed' });
    expect(requests.map(recipientsOf)).toEqual([['a', 'b', 'c'], ['b']]);
    expect(events).toEqual([
      'request 1 a,b,c',
      'reply 1 fine',
      'repeat b in 100 for rate_limited',
      'request 2 b',
      'reply 2 fine',
    ]);
  });

  test('where the plan cannot make a call for a part, who failed stays failed', async () => {
    const { statuses, times } = await perform([partly], { recipients, canPlanSubset: false });
    expect(statuses).toEqual({ a: 'accepted', b: 'failed', c: 'failed' });
    expect(times).toEqual([0]);
  });

  test('where all failed, they are tried again in the same call', async () => {
    const { bodies } = await perform([reply(tooFast), jsonReply({ accepted: recipients })], { recipients });
    expect(new Set(bodies).size).toBe(1);
  });

  test('the unclear do not join a new call, since it has a new identity', async () => {
    const mixed = jsonReply({ accepted: ['a'], failed: { b: tooFast, c: internal } });
    for (const dedupWindowMs of [0, 90_000]) {
      const { statuses, requests } = await perform([mixed, jsonReply({ accepted: ['b', 'c'] })], {
        recipients,
        dedupWindowMs,
      });
      expect(requests.map(recipientsOf)).toEqual([recipients, ['b']]);
      expect(statuses).toEqual({ a: 'accepted', b: 'accepted', c: 'unconfirmed' });
    }
  });

  test.each([
    ['the caller accepts a copy', { retryUnknown: true }],
    ['a copy does no harm', { dedupWindowMs: Number.POSITIVE_INFINITY }],
  ])('the unclear join a new call where %s', async (_, setting) => {
    const mixed = jsonReply({ accepted: ['a'], failed: { b: tooFast, c: internal } });
    const { statuses } = await perform([mixed, jsonReply({ accepted: ['b', 'c'] })], {
      recipients,
      ...setting,
    });
    expect(statuses).toEqual({ a: 'accepted', b: 'accepted', c: 'accepted' });
  });

  test('nobody whom an earlier attempt may have reached joins a new call', async () => {
    const script = ['silence' as const, jsonReply({ accepted: ['a', 'c'], failed: { b: tooFast } })];
    const { statuses, times } = await perform(script, { recipients, dedupWindowMs: 90_000 });
    expect(statuses).toEqual({ a: 'accepted', b: 'unconfirmed', c: 'accepted' });
    expect(times).toHaveLength(2);
  });

  test('the new call has a dedup window of its own', async () => {
    const script = [
      jsonReply({
        accepted: ['a'],
        failed: { b: createProblem({ ...tooFast, retryAfterMs: 5_000 }), c: refused },
      }),
      'silence' as const,
      jsonReply({ accepted: ['b'] }),
    ];
    const { statuses, times, bodies } = await perform(script, { recipients, dedupWindowMs: 4_000 });
    expect(times).toEqual([0, 5_000, 6_200]);
    expect(bodies[1]).toBe(bodies[2]);
    expect(statuses).toEqual({ a: 'accepted', b: 'accepted', c: 'failed' });
  });

  test('a recipient whom the reply invents makes a warning, and nobody is added', async () => {
    const { statuses, warnings } = await perform([jsonReply({ accepted: ['a', 'ghost'] })]);
    expect(statuses).toEqual({ a: 'accepted' });
    expect(warnings).toEqual([
      { code: 'unasked_recipient', message: 'a reply to send named recipients that were not in the call' },
    ]);
  });
});

describe('a signature that is refused', () => {
  const stale = createProblem({
    code: 'unauthenticated',
    effect: 'rejected',
    transient: false,
    message: 'expired',
  });
  const signatureRefused = jsonReply({ problem: stale, refused: 'signature' });

  test('is made anew at once, and the call is the same', async () => {
    const { statuses, times, requests, events } = await perform([signatureRefused, ok]);
    expect(statuses).toEqual({ a: 'accepted' });
    expect(times).toEqual([0, 0]);
    expect(requests.map(({ url }) => url.endsWith('-renewed'))).toEqual([false, true]);
    expect(requests[0]?.body).toBe(requests[1]?.body);
    expect(events[2]).toBe('repeat a in 0 for unauthenticated');
  });

  test('is made anew only once', async () => {
    const { states, times } = await perform([signatureRefused], {
      retry: { maxAttempts: 9, baseDelayMs: 1, maxDelayMs: 1 },
    });
    expect(states.a).toMatchObject({ status: 'failed', problem: { code: 'unauthenticated' } });
    expect(times).toHaveLength(2);
  });

  test('is made anew in a repeat too, and what is unclear stays unclear', async () => {
    const { statuses, requests } = await perform([broken, signatureRefused, reply(refused)], {
      dedupWindowMs: 90_000,
    });
    expect(statuses).toEqual({ a: 'unconfirmed' });
    expect(requests.map(({ url }) => url.endsWith('-renewed'))).toEqual([false, false, true]);
  });

  test('is not made anew where the reply contradicts itself and names somebody as accepted', async () => {
    const { times } = await perform([jsonReply({ problem: stale, refused: 'signature', accepted: ['a'] })], {
      recipients: ['a', 'b'],
    });
    expect(times).toHaveLength(1);
  });

  test('is not made anew where the reply contradicts itself and wants another part tried again', async () => {
    const partly = jsonReply({ problem: stale, refused: 'signature', failed: { b: tooFast } });
    const { statuses, requests } = await perform([partly, jsonReply({ accepted: ['b'] })], {
      recipients: ['a', 'b'],
    });
    expect(requests.map(recipientsOf)).toEqual([['a', 'b'], ['b']]);
    expect(statuses).toEqual({ a: 'failed', b: 'accepted' });
  });

  test('costs nothing of the retry budget', async () => {
    const budget = createRetryBudget({ repeats: 0 });
    expect((await perform([signatureRefused, ok], { retry: { budget } })).statuses).toEqual({
      a: 'accepted',
    });
  });
});

describe('the retry budget', () => {
  test('loses nothing by a repeat that would come after the deadline', async () => {
    const budget = createRetryBudget({ repeats: 1 });
    const muchLater = createProblem({ ...tooFast, retryAfterMs: 3_600_000 });
    await perform([reply(muchLater)], { retry: { budget } });
    expect(budget.draw()).toBe(true);
  });

  test('is drawn on by each repeat, and what it does not allow is not repeated', async () => {
    const budget = createRetryBudget({ repeats: 1 });
    expect((await perform([unreachable], { retry: { budget } })).times).toEqual([0, 100]);
    expect((await perform([unreachable], { retry: { budget } })).times).toEqual([0]);
  });

  test('is not drawn on where nobody is to be tried again', async () => {
    const budget = createRetryBudget({ repeats: 1 });
    await perform([reply(refused)], { retry: { budget } });
    expect((await perform([unreachable], { retry: { budget } })).times).toEqual([0, 100]);
  });

  test('is refilled by calls that go well', async () => {
    const budget = createRetryBudget({ repeats: 1, refill: 0.5 });
    await perform([unreachable], { retry: { budget } });
    for (let call = 0; call < 2; call += 1) await perform([ok], { retry: { budget } });
    expect((await perform([unreachable], { retry: { budget } })).times).toEqual([0, 100]);
  });
});

test('the time limit of an attempt is the call’s own where the caller does not say', async () => {
  const { batch } = planBatch(plainPlan({ timeoutMs: 2_500 }, new SimulatedClock()).plan, [
    { item: 'a', userId: 'a', index: 0 },
  ]);
  if (!batch) return expect.unreachable();
  for (const [timeoutMs, expected] of [
    [undefined, 2_500],
    [700, 700],
  ] as const) {
    const clock = new SimulatedClock();
    const start = clock.monotonic();
    const transport = new ScriptedTransport('silence');
    const context = exchangeContext(clock, { transport, timeoutMs });
    await clock.finish(performBatch(batch, context, () => undefined));
    expect(clock.monotonic() - start).toBe(expected);
  }
});

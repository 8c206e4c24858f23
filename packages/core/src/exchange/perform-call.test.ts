import { describe, expect, test } from 'vitest';
import { createMemoryPacer } from '../defaults/memory-pacer.ts';
import { createProblem, type Problem } from '../model/problem.ts';
import type { VendorCall } from '../ports/chat-adapter.ts';
import type { Lease, Limit } from '../ports/pacer.ts';
import { perform, type Setting } from '../testing/perform.ts';
import { plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, ScriptedTransport, type ScriptStep } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { type CallContext, performCall } from './perform-call.ts';
import { createScrub } from './redaction.ts';

const { tooFast, refused, internal } = plainProblems;
const broken: ScriptStep = { fault: 'unknown', reason: 'network' };
const unreachable: ScriptStep = { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
const ok = jsonReply({ accepted: ['a'] });
const reply = (problem: Problem) => jsonReply({ problem });

describe('repeating', () => {
  test.each<[string, readonly ScriptStep[], Setting, string, readonly number[]]>([
    ['a good reply is not repeated', [ok], {}, 'accepted', [0]],
    ['what never left is', [unreachable, ok], {}, 'accepted', [0, 100]],
    ['and again, waiting twice as long', [unreachable, unreachable, ok], {}, 'accepted', [0, 100, 300]],
    ['three times in all', [unreachable], {}, 'failed', [0, 100, 300]],
    [
      'or as often as is asked for',
      [unreachable],
      { retry: { maxAttempts: 5, baseDelayMs: 200, maxDelayMs: 500 } },
      'failed',
      [0, 100, 300, 550, 800],
    ],
    [
      'or not at all',
      [unreachable],
      { retry: { maxAttempts: 1, baseDelayMs: 1, maxDelayMs: 1 } },
      'failed',
      [0],
    ],
    ['a refusal that waiting helps is', [reply(tooFast), ok], {}, 'accepted', [0, 100]],
    ['a refusal that it does not help is not', [reply(refused), ok], {}, 'failed', [0]],
    ['an unclear fault is not, where nothing discards the copy', [broken, ok], {}, 'unconfirmed', [0]],
    ['an unclear code is not', [reply(internal), ok], {}, 'unconfirmed', [0]],
    ['a silence is not', ['silence', ok], {}, 'unconfirmed', [0]],
    ['unless the caller says so', [broken, ok], { retryUnknown: true }, 'accepted', [0, 100]],
    ['or the vendor discards the copy', [broken, ok], { dedupWindowMs: 90_000 }, 'accepted', [0, 100]],
    ['also after a silence', ['silence', ok], { dedupWindowMs: 90_000 }, 'accepted', [0, 1_100]],
    ['or after an unclear code', [reply(internal), ok], { dedupWindowMs: 90_000 }, 'accepted', [0, 100]],
    [
      'a copy that may come too late is not sent',
      ['silence', ok],
      { dedupWindowMs: 2_099 },
      'unconfirmed',
      [0],
    ],
    ['one that surely comes in time is', ['silence', ok], { dedupWindowMs: 2_100 }, 'accepted', [0, 1_100]],
    [
      'counted from the first attempt, not the last',
      ['silence', 'silence', ok],
      { dedupWindowMs: 3_000 },
      'unconfirmed',
      [0, 1_100],
    ],
    [
      'an endless window is never over',
      ['silence', 'silence', ok],
      { dedupWindowMs: Number.POSITIVE_INFINITY },
      'accepted',
      [0, 1_100, 2_300],
    ],
    [
      'what cannot be read is not repeated',
      [{ status: 200, text: '<html>' }, ok],
      { retryUnknown: true },
      'unconfirmed',
      [0],
    ],
    [
      'a redirect is not',
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

  test('waits as long as the vendor asks', async () => {
    const slower = createProblem({ ...tooFast, retryAfterMs: 1_500 });
    expect((await perform([reply(slower), ok])).times).toEqual([0, 1_500]);
  });

  test('as long as it asks for the slowest of those who are tried again', async () => {
    const failed = { a: tooFast, b: createProblem({ ...tooFast, retryAfterMs: 1_500 }) };
    const { times } = await perform([jsonReply({ failed }), jsonReply({ accepted: ['a', 'b'] })], {
      recipients: ['a', 'b'],
    });
    expect(times).toEqual([0, 1_500]);
  });

  test('a hundred refusals later it is still what the last one said', async () => {
    const { states } = await perform([unreachable, reply(tooFast), reply(refused)]);
    expect(states.a).toMatchObject({ status: 'failed', problem: { code: 'recipient_blocked' } });
  });
});

describe('joining', () => {
  test.each<[string, readonly ScriptStep[], string, string | undefined]>([
    ['a time-out, then a refusal: unconfirmed', ['silence', reply(refused)], 'unconfirmed', 'timeout'],
    ['a time-out, then too fast to the end', ['silence', reply(tooFast)], 'unconfirmed', 'timeout'],
    ['a time-out, then no connection to the end', ['silence', unreachable], 'unconfirmed', 'timeout'],
    ['unknown, then accepted: accepted', [broken, ok], 'accepted', undefined],
    ['unknown, then unknown otherwise: the later', ['silence', broken], 'unconfirmed', 'network'],
    [
      'a refusal, then unknown: unconfirmed',
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
    expect(requests.map(({ body }) => JSON.parse(body).recipients)).toEqual([['a', 'b', 'c'], ['b']]);
    expect(events).toEqual([
      'request 1 a,b,c',
      'reply 1 fine',
      'repeat b in 100 for rate_limited',
      'request 2 b',
      'reply 2 fine',
    ]);
  });

  test('where the plan cannot make such a call, it stays', async () => {
    const { statuses, times } = await perform([partly], { recipients, planSubset: false });
    expect(statuses).toEqual({ a: 'accepted', b: 'failed', c: 'failed' });
    expect(times).toEqual([0]);
  });

  test('all together go in the same call again', async () => {
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
      expect(requests.map(({ body }) => JSON.parse(body).recipients)).toEqual([recipients, ['b']]);
      expect(statuses).toEqual({ a: 'accepted', b: 'accepted', c: 'unconfirmed' });
    }
  });

  test.each([
    ['the caller accepts a copy', { retryUnknown: true }],
    ['a copy does no harm', { dedupWindowMs: Number.POSITIVE_INFINITY }],
  ])('unless %s', async (_, setting) => {
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

  test('the vendor names somebody else: a warning, and nobody is added', async () => {
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
    retryable: false,
    message: 'expired',
  });
  const signatureRefused = jsonReply({ problem: stale, signatureRefused: true });

  test('is made anew at once, and the call is the same', async () => {
    const { statuses, times, requests, events } = await perform([signatureRefused, ok]);
    expect(statuses).toEqual({ a: 'accepted' });
    expect(times).toEqual([0, 0]);
    expect(requests.map(({ url }) => url.endsWith('-renewed'))).toEqual([false, true]);
    expect(requests[0]?.body).toBe(requests[1]?.body);
    expect(events[2]).toBe('repeat a in 0 for unauthenticated');
  });

  test('but only once', async () => {
    const { states, times } = await perform([signatureRefused], {
      retry: { maxAttempts: 9, baseDelayMs: 1, maxDelayMs: 1 },
    });
    expect(states.a).toMatchObject({ status: 'failed', problem: { code: 'unauthenticated' } });
    expect(times).toHaveLength(2);
  });

  test('and also in a repeat, where nothing is forgotten by it', async () => {
    const { statuses, requests } = await perform([broken, signatureRefused, reply(refused)], {
      dedupWindowMs: 90_000,
    });
    expect(statuses).toEqual({ a: 'unconfirmed' });
    expect(requests.map(({ url }) => url.endsWith('-renewed'))).toEqual([false, false, true]);
  });

  test('not where the reply contradicts itself and names somebody as accepted', async () => {
    const { times } = await perform(
      [jsonReply({ problem: stale, signatureRefused: true, accepted: ['a'] })],
      {
        recipients: ['a', 'b'],
      },
    );
    expect(times).toHaveLength(1);
  });
});

describe('the deadline', () => {
  test('cuts the time limit of the attempt', async () => {
    const clock = new SimulatedClock();
    const { tookMs, problems } = await perform(['silence'], { deadlineAt: clock.now() + 400 }, clock);
    expect(tookMs).toBe(400);
    expect(problems).toEqual({ a: 'timeout' });
  });

  test('no repeat begins after it', async () => {
    const clock = new SimulatedClock();
    const { times, tookMs } = await perform([unreachable], { deadlineAt: clock.now() + 100 }, clock);
    expect(times).toEqual([0]);
    expect(tookMs).toBe(0);
  });

  test('what the vendor asks to wait beyond it is not waited for', async () => {
    const later = createProblem({ ...tooFast, retryAfterMs: 40_000 });
    const { states, tookMs } = await perform([reply(later)]);
    expect(states.a).toMatchObject({
      status: 'failed',
      problem: { code: 'rate_limited', retryAfterMs: 40_000 },
    });
    expect(tookMs).toBe(0);
  });

  test('that has passed already lets nothing leave', async () => {
    const clock = new SimulatedClock();
    const { states, times } = await perform([ok], { deadlineAt: clock.now() }, clock);
    expect(states.a).toMatchObject({
      status: 'failed',
      problem: { code: 'timeout', effect: 'not_sent' },
    });
    expect(times).toEqual([]);
  });

  test('of a call in bulk begins with the call, and does not count the waiting for room', async () => {
    const clock = new SimulatedClock();
    const limit: Limit = { name: 'calls', capacity: 1, windowMs: 60_000, kind: 'rate', source: 'test' };
    const pacer = createMemoryPacer(clock);
    const scope = 'plain app-1 vendor.example';
    const first = (await pacer.acquire({ scope, costs: [{ limit, units: 1 }] })) as Lease;
    first.settle('sent');
    const setting = { deadlineAt: undefined, deadlineMs: 1_500, timeoutMs: 1_000, pacer, limits: [limit] };
    const { times, tookMs, events } = await perform([unreachable, 'silence'], setting, clock);
    expect(events[0]).toBe('waited 60000');
    // 100 ms of backoff, and then of 1,500 ms 1,400 are left: the time limit is the shorter.
    expect(times).toEqual([60_000, 60_100]);
    expect(tookMs).toBe(61_100);
  });
});

describe('aborting', () => {
  const abortAfter = (ms: number, clock: SimulatedClock) => {
    const controller = new AbortController();
    clock.schedule(() => controller.abort(), ms);
    return controller.signal;
  };

  test.each<[string, ScriptStep, Setting, number, string, string]>([
    [
      'while it waits for room',
      ok,
      { limits: [{ name: 'calls', capacity: 1, windowMs: 9_000, kind: 'rate', source: '' }] },
      50,
      'failed',
      'aborted',
    ],
    ['while the vendor has it', 'silence', {}, 50, 'unconfirmed', 'aborted'],
    ['while it waits to repeat a refusal', reply(tooFast), {}, 50, 'failed', 'rate_limited'],
    [
      'while it waits to repeat what is unclear',
      broken,
      { dedupWindowMs: 99_000 },
      50,
      'unconfirmed',
      'network',
    ],
  ])('%s', async (_, step, setting, ms, status, code) => {
    const clock = new SimulatedClock();
    const pacer = createMemoryPacer(clock);
    const [limit] = setting.limits ?? [];
    if (limit) await pacer.acquire({ scope: 'plain app-1 vendor.example', costs: [{ limit, units: 1 }] });
    const signal = abortAfter(ms, clock);
    const performed = await perform([step], { ...setting, pacer, signal }, clock);
    expect(performed.statuses).toEqual({ a: status });
    expect(performed.problems).toEqual({ a: code });
    expect(performed.tookMs).toBe(50);
    expect(performed.pending).toBe(0);
  });

  test('no repeat begins after it', async () => {
    const controller = new AbortController();
    const { times } = await perform(
      [
        async () => {
          controller.abort();
          return reply(tooFast);
        },
      ],
      { signal: controller.signal },
    );
    expect(times).toEqual([0]);
  });
});

describe('an adapter that throws', () => {
  const throws = () => {
    throw new TypeError('hello');
  };

  test('before anything leaves fails the call', async () => {
    const call = { ...brokenCall(), body: throws };
    const states = await performBroken(call);
    expect(states).toEqual([
      [
        'a',
        { status: 'failed', problem: expect.objectContaining({ code: 'vendor_error', effect: 'not_sent' }) },
      ],
    ]);
  });

  test.each([
    ['no reading', () => undefined],
    ['a reading with holes', () => ({ accepted: [null], failed: [] })],
    ['warnings that are none', () => ({ accepted: [], failed: [], warnings: 7 })],
  ])('in a reading leaves nobody knows what: %s', async (_, read) => {
    const { statuses, states } = await perform([ok], { read: read as never });
    expect(statuses).toEqual({ a: 'unconfirmed' });
    expect(JSON.stringify(states)).not.toContain('TypeError');
  });

  test('in planning the repeat leaves what is known', async () => {
    const states = await performBroken(
      {
        ...brokenCall(),
        recipients: ['a', 'b'],
        read: () => ({ accepted: [{ userId: 'a' }], failed: [{ userId: 'b', problem: tooFast }] }),
      },
      throws,
    );
    expect(states.map(([userId, { status }]) => [userId, status])).toEqual([
      ['a', 'accepted'],
      ['b', 'failed'],
    ]);
  });

  test('in a URL that is none, after the vendor took it, does not undo that', async () => {
    const problem = createProblem({ ...refused });
    const { statuses } = await perform([jsonReply({ accepted: ['a'], failed: { b: problem } })], {
      recipients: ['a', 'b'],
      target: () => ({ method: 'POST', url: 'not a url', headers: {} }),
    });
    expect(statuses).toEqual({ a: 'accepted', b: 'failed' });
  });

  function brokenCall(): VendorCall {
    return {
      endpoint: 'send',
      recipients: ['a'],
      costs: [],
      dedupWindowMs: 0,
      unlistedMeans: 'unconfirmed',
      body: () => '{}',
      target: () => ({ method: 'POST', url: 'https://vendor.example', headers: {} }),
      read: () => ({ accepted: [], failed: [] }),
    };
  }

  async function performBroken(call: VendorCall, planSubset: () => VendorCall | undefined = () => undefined) {
    const clock = new SimulatedClock();
    const context: CallContext = {
      adapter: plainAdapter(),
      via: 'plain',
      sendId: 'send-1',
      transport: new ScriptedTransport(ok),
      clock,
      pacer: createMemoryPacer(clock),
      share: 1,
      random: () => 0,
      scrub: createScrub({}),
      hooks: {},
      maxReplyBytes: 1_000,
      timeoutMs: 1_000,
      retry: { maxAttempts: 3, baseDelayMs: 200, maxDelayMs: 5_000 },
      retryUnknown: false,
      deadlineMs: 30_000,
    };
    const { states } = await clock.finish(performCall(call, planSubset, context));
    return [...states];
  }
});

describe('hooks', () => {
  test('hear request, reply, repeat and wait in their order', async () => {
    const limit: Limit = { name: 'calls', capacity: 1, windowMs: 2_000, kind: 'rate', source: 'test' };
    const { events } = await perform([reply(tooFast), 'silence', ok], {
      limits: [limit],
      dedupWindowMs: 90_000,
    });
    expect(events).toEqual([
      'request 1 a',
      'reply 1 rate_limited',
      'repeat a in 100 for rate_limited',
      expect.stringMatching(/^waited \d+$/),
      'request 2 a',
      'reply 2 timeout',
      'repeat a in 200 for timeout',
      expect.stringMatching(/^waited \d+$/),
      'request 3 a',
      'reply 3 fine',
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { createProblem, type Problem } from '../model/problem.ts';
import type { Lease, LeaseEnd, Limit, Pacer } from '../ports/pacer.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import { calls } from '../testing/pacing.ts';
import { exchangeContext, perform, type Setting } from '../testing/perform.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { countListeners } from '../testing/watched-signal.ts';
import { admit } from './admission.ts';

const { tooFast, refused } = plainProblems;
const broken: ScriptStep = { fault: 'unknown', reason: 'network' };
const unreachable: ScriptStep = { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' };
const ok = jsonReply({ accepted: ['a'] });
const reply = (problem: Problem) => jsonReply({ problem });

describe('capacity', () => {
  const limit: Limit = { ...calls, capacity: 1, windowMs: 60_000 };
  const quota: Limit = { ...limit, name: 'daily', kind: 'quota', windowMs: 86_400_000 };

  const pacerThat = (acquire: Pacer['acquire']): Pacer => ({ acquire });

  test.each([
    [limit, 'rate_limited'],
    [quota, 'quota_exhausted'],
  ])('none below %o before the deadline is %s', async (used, code) => {
    const pacer = pacerThat(async () => ({ waitMs: 1_234.5, limit: used }));
    const { states, times, tookMs } = await perform([ok], { pacer });
    expect(states.a).toEqual({
      status: 'failed',
      problem: {
        code,
        effect: 'not_sent',
        transient: true,
        retryable: true,
        message: `no capacity below the limit "${used.name}" before the deadline`,
        retryAfterMs: 1_235,
      },
    });
    expect(times).toEqual([]);
    expect(tookMs).toBe(0);
  });

  test.each([
    [1, 1 / 4, 1, false],
    [20, 1 / 32, 1, false],
    [12_000, 1 / 32, 500, false],
    [12_000, 1 / 24, 500, true],
    [49, 1 / 49, 1, true],
    [3, 1 / 3, 1, true],
    [1, 1, 1, true],
    // Larger than the whole limit: it goes into an empty window, whatever the share.
    [100, 1 / 2, 500, true],
  ])(
    'a limit of %d with a share of %d lets a call of %d units go: %s',
    async (capacity, share, units, goes) => {
      const recipients = Array.from({ length: units }, (_, index) => `user-${index}`);
      const limits = [{ ...limit, name: 'recipients', capacity }];
      const pacer = pacerThat(async () => ({ settle: () => {} }));
      const accepted = jsonReply({ accepted: recipients });
      const { states, times } = await perform([accepted], {
        pacer,
        limits,
        share,
        recipients,
        maxItems: 500,
      });
      expect(times).toHaveLength(goes ? 1 : 0);
      expect(states['user-0']).toMatchObject(
        goes
          ? { status: 'accepted' }
          : { status: 'failed', problem: { code: 'misconfigured', effect: 'not_sent', field: 'share' } },
      );
    },
  );

  test('a share that is too small says what it leaves, and the way out', async () => {
    const pacer = pacerThat(async () => ({ settle: () => {} }));
    const { states } = await perform([ok], { pacer, limits: [limit], share: 1 / 4 });
    expect(states.a).toMatchObject({
      problem: {
        message:
          'share: leaves 0.25 of 1 of the limit "calls", and one call needs 1; send such calls from fewer ' +
          'processes with a larger share, or give all processes one shared pacer',
        limit: { max: 0.25, unit: 'value', actual: 1 },
      },
    });
  });

  test('is asked for by vendor and app, with the share, the signal and the longest wait', async () => {
    const asked: unknown[] = [];
    const { signal } = new AbortController();
    const clock = new SimulatedClock();
    const pacer = pacerThat(async (request) => {
      asked.push(request);
      return { settle: () => {} };
    });
    const deadlineAt = clock.monotonic() + 9_000;
    const four = { ...limit, capacity: 4 };
    await perform([ok], { pacer, limits: [four], share: 0.25, signal, deadlineAt }, clock);
    expect(asked).toEqual([
      {
        scope: 'plain app-1',
        costs: [{ limit: { ...limit, capacity: 1 }, units: 1, counter: 'calls\n\n' }],
        sendId: 'send-1',
        signal,
        holdMs: 1_000,
        maxWaitMs: 9_000,
        onWait: expect.any(Function),
      },
    ]);
  });

  test('may be waited for without end where each call has a deadline of its own', async () => {
    const asked: unknown[] = [];
    const pacer = pacerThat(async ({ maxWaitMs }) => {
      asked.push(maxWaitMs);
      return { settle: () => {} };
    });
    await perform([ok], { pacer, deadlineAt: undefined });
    expect(asked).toEqual([undefined]);
  });

  test.each([
    ['for the whole app', 'app', undefined, 'calls\n\n'],
    ['for each host', 'app_and_host', undefined, 'calls\nvendor.example\n'],
    ['for each key within the app', 'app', 'group-7', 'calls\n\ngroup-7'],
    ['for each key at each host', 'app_and_host', 'group-7', 'calls\nvendor.example\ngroup-7'],
  ] as const)('is counted %s', async (_, countedBy, key, counter) => {
    const counted: string[] = [];
    const pacer = pacerThat(async ({ costs }) => {
      counted.push(...costs.map((cost) => cost.counter));
      return { settle: () => {} };
    });
    const clock = new SimulatedClock();
    const context = exchangeContext(clock, { pacer });
    const call = {
      costs: [{ limit: { ...limit, countedBy }, units: 1, key }],
    } as unknown as VendorCall<unknown>;
    await admit(call, context, { holdMs: 1, maxWaitMs: undefined, onWait: () => {} });
    expect(counted).toEqual([counter]);
  });

  test.each<[string, ScriptStep, Partial<Setting>, LeaseEnd]>([
    ['a good reply', ok, {}, { how: 'replied' }],
    ['a refusal', reply(refused), {}, { how: 'replied' }],
    ['a broken connection', broken, {}, { how: 'replied' }],
    ['no connection', unreachable, {}, { how: 'not_sent' }],
    ['no signature', ok, { target: () => Promise.reject(new Error('no')) }, { how: 'not_sent' }],
    ['a signature that hangs', ok, { target: () => new Promise(() => {}) }, { how: 'not_sent' }],
    [
      'a journal that fails',
      ok,
      { journal: { begin: () => Promise.reject(new Error('no')) } },
      { how: 'not_sent' },
    ],
    ['too fast', reply(tooFast), {}, { how: 'too_fast', counted: true }],
    [
      'too fast for one recipient',
      jsonReply({ failed: { a: tooFast } }),
      {},
      { how: 'too_fast', counted: true },
    ],
    [
      'too fast by one limit, not counted',
      ok,
      { read: () => ({ problem: tooFast, tooFast: { limits: ['calls'], counted: false } }) },
      { how: 'too_fast', limits: ['calls'], counted: false },
    ],
    ['a result that is none', ok, { read: () => undefined as never }, { how: 'replied' }],
    [
      'a result with holes',
      ok,
      { read: () => ({ value: { accepted: [], failed: [null as never] } }) },
      { how: 'replied' },
    ],
  ])('after %s the lease ends, once', async (_, step, setting, expected) => {
    const ends: LeaseEnd[] = [];
    const pacer = pacerThat(async () => ({ settle: (end) => void ends.push(end) }));
    await perform([step], { pacer, retry: { maxAttempts: 1 }, ...setting });
    expect(ends).toEqual([expected]);
  });

  test.each<[string, Partial<Setting>, number, number]>([
    ['a silence until the time limit may arrive at any moment now', {}, 0, 0],
    ['a cancelled call may still arrive until its time limit', {}, 400, 600],
  ])('%s', async (_, setting, abortAfterMs, withinMs) => {
    const ends: LeaseEnd[] = [];
    const clock = new SimulatedClock();
    const controller = new AbortController();
    if (abortAfterMs > 0) clock.schedule(() => controller.abort(), abortAfterMs);
    const pacer = pacerThat(async () => ({ settle: (end) => void ends.push(end) }));
    const retry = { maxAttempts: 1 };
    await perform(['silence'], { pacer, retry, signal: controller.signal, ...setting }, clock);
    expect(ends).toEqual([{ how: 'may_arrive', withinMs }]);
  });

  test('a problem that sounds like too fast is not, unless the reader says so', async () => {
    const ends: LeaseEnd[] = [];
    const pacer = pacerThat(async () => ({ settle: (end) => void ends.push(end) }));
    const unclear = createProblem({ ...tooFast, effect: 'unknown' });
    await perform([reply(unclear)], { pacer });
    expect(ends).toEqual([{ how: 'replied' }]);
  });

  test.each<[string, Pacer['acquire']]>([
    ['rejects', () => Promise.reject(new Error('redis://user:password@host is down'))],
    [
      'throws',
      () => {
        throw new Error('redis://user:password@host is down');
      },
    ],
    ['answers with nothing', async () => undefined as never],
  ])('a pacer that %s lets nothing leave, and its words are not kept', async (_, acquire) => {
    const { states, times } = await perform([ok], { pacer: pacerThat(acquire) });
    expect(states.a).toMatchObject({
      status: 'failed',
      problem: { effect: 'not_sent', transient: true },
    });
    expect(JSON.stringify(states)).not.toContain('password');
    expect(times).toEqual([]);
  });

  test('a pacer that fails when the lease ends does not undo the send', async () => {
    const pacer = pacerThat(async () => ({
      settle: () => {
        throw new Error('redis is down');
      },
    }));
    expect((await perform([ok], { pacer })).statuses).toEqual({ a: 'accepted' });
  });

  test('the dedup window is looked at again after the pacer’s wait', async () => {
    const clock = new SimulatedClock();
    const slow8s = { ...limit, windowMs: 8_000 };
    const slow = await perform([broken, ok], { limits: [slow8s], dedupWindowMs: 8_999 }, clock);
    expect(slow.statuses).toEqual({ a: 'unconfirmed' });
    expect(slow.times).toEqual([0]);
    const quick = await perform([broken, ok], { limits: [slow8s], dedupWindowMs: 9_000 });
    expect(quick.statuses).toEqual({ a: 'accepted' });
    expect(quick.times).toEqual([0, 8_000]);
  });

  test('a repeat that finds no capacity leaves what is known', async () => {
    const slow50s = { ...limit, windowMs: 50_000 };
    const unclear = await perform([broken, ok], { limits: [slow50s], dedupWindowMs: 99_000 });
    expect(unclear.problems).toEqual({ a: 'network' });
    expect(unclear.statuses).toEqual({ a: 'unconfirmed' });
    const certain = await perform([reply(tooFast), ok], { limits: [slow50s] });
    expect(certain.states.a).toMatchObject({
      status: 'failed',
      problem: { code: 'rate_limited', effect: 'not_sent' },
    });
  });

  test('a repeat whose capacity comes after the deadline leaves what is known', async () => {
    const clock = new SimulatedClock();
    let asked = 0;
    const pacer = pacerThat(async () => {
      asked += 1;
      if (asked === 2) await new Promise<void>((resolve) => void clock.schedule(resolve, 60_000));
      return { settle: () => {} };
    });
    const { problems, times } = await perform([reply(tooFast), ok], { pacer }, clock);
    expect(problems).toEqual({ a: 'rate_limited' });
    expect(times).toEqual([0]);
  });

  test.each([
    ['allows it to leave so soon', 300, 300, 1],
    ['allows it to leave only sooner', 299, 300, 0],
  ])('a lease that %s: within %d ms, ready after %d ms', async (_, leaveWithinMs, signingMs, expected) => {
    const clock = new SimulatedClock();
    const pacer = pacerThat(async () => ({ leaveWithinMs, settle: () => {} }));
    const { times, problems } = await perform(
      [ok],
      {
        pacer,
        retry: { maxAttempts: 1 },
        target: () => {
          clock.stall(signingMs);
          return { method: 'POST', url: 'https://vendor.example', headers: {} };
        },
      },
      clock,
    );
    expect(times).toHaveLength(expected);
    expect(problems).toEqual({ a: expected === 1 ? undefined : 'timeout' });
  });

  test('a repeat that is cancelled while it waits keeps what the vendor said', async () => {
    const clock = new SimulatedClock();
    const controller = new AbortController();
    clock.schedule(() => controller.abort(), 5_000);
    const { problems, statuses, times } = await perform(
      [reply(tooFast), ok],
      { limits: [limit], deadlineAt: clock.monotonic() + 90_000, signal: controller.signal },
      clock,
    );
    expect([statuses, problems, times]).toEqual([{ a: 'failed' }, { a: 'rate_limited' }, [0]]);
  });
});

describe('a pacer that never answers', () => {
  const call = { costs: [] } as unknown as VendorCall<unknown>;

  test('holds up no call longer than it may wait, and gets back a lease that comes later', async () => {
    const clock = new SimulatedClock();
    const ends: LeaseEnd[] = [];
    const { promise, resolve } = Promise.withResolvers<Lease>();
    const context = exchangeContext(clock, { pacer: { acquire: () => promise } });
    const admitted = admit(call, context, { holdMs: 1_000, maxWaitMs: 3_000, onWait: () => {} });
    await clock.advance(2_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await admitted).toMatchObject({ code: 'timeout', effect: 'not_sent' });
    resolve({ settle: (end) => void ends.push(end) });
    await clock.advance(0);
    expect(ends).toEqual([{ how: 'not_sent' }]);
  });

  test.each(['before', 'as it waits', 'while it waits'])(
    'does not keep a call that is cancelled %s',
    async (when) => {
      const clock = new SimulatedClock();
      const cancelling = new AbortController();
      if (when === 'before') cancelling.abort();
      const pacer: Pacer = {
        acquire({ onWait }) {
          onWait?.();
          return new Promise(() => {});
        },
      };
      const onWait = () => (when === 'as it waits' ? cancelling.abort() : undefined);
      const context = exchangeContext(clock, { pacer, signal: cancelling.signal });
      const admitted = admit(call, context, { holdMs: 1_000, maxWaitMs: undefined, onWait });
      if (when === 'while it waits') cancelling.abort();
      expect(await clock.finish(Promise.resolve(admitted))).toMatchObject({
        code: 'aborted',
        effect: 'not_sent',
      });
    },
  );
});

test('a pacer whose promise is none of the runtime’s and throws leaves no listener and no timer', async () => {
  const clock = new SimulatedClock();
  const { signal } = new AbortController();
  const listeners = countListeners(signal);
  const throwing = {
    // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
    then() {
      throw new Error('no answer');
    },
  };
  const context = exchangeContext(clock, { pacer: { acquire: () => throwing as never }, signal });
  const call = { costs: [] } as unknown as VendorCall<unknown>;
  const admitted = await admit(call, context, { holdMs: 1_000, maxWaitMs: 3_000, onWait: undefined });
  expect(admitted).toMatchObject({ code: 'network', effect: 'not_sent' });
  expect([listeners.now, clock.pending]).toEqual([0, 0]);
});

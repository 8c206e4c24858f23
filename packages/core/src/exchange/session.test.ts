import { describe, expect, test } from 'vitest';
import { createProblem, type Problem } from '../model/problem.ts';
import { sleep } from '../ports/clock.ts';
import type { CallResult, SessionGrant } from '../ports/vendor-call.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { countListeners } from '../testing/watched-signal.ts';
import { SessionKeeper } from './session.ts';

const hour = 3_600_000;
const denied = createProblem({
  code: 'unauthenticated',
  effect: 'rejected',
  transient: false,
  message: 'the client is unknown',
});
const unclear = createProblem({ code: 'timeout', effect: 'unknown', transient: true, message: 'no reply' });

type Grant = number | Problem | CallResult<SessionGrant>;

/**
 * A keeper whose fetches take 100 ms. Each grant is what one fetch brings, the last again and again: for how long the
 * token is valid, or why there is none.
 */
function keeperOf(...grants: readonly Grant[]) {
  const clock = new SimulatedClock();
  let fetches = 0;
  const keeper = new SessionKeeper(async () => {
    const grant = grants[Math.min(fetches, grants.length - 1)];
    fetches += 1;
    const token = `token-${fetches}`;
    await sleep(clock, 100);
    if (typeof grant === 'number') return { value: { token, expiresInMs: grant } };
    return grant && 'effect' in grant ? { problem: grant } : (grant ?? {});
  }, clock);
  const get = (signal?: AbortSignal, maxWaitMs = 30_000) => keeper.get(signal, maxWaitMs);
  const tokenOf = async (answer = get()) => {
    const session = await clock.finish(answer);
    return 'token' in session ? session.token : session.message;
  };
  return { clock, keeper, get, tokenOf, fetches: () => fetches };
}

describe('a token', () => {
  test('is fetched once for all who wait, and kept', async () => {
    const { clock, get, fetches } = keeperOf(hour);
    const answers = await clock.finish(Promise.all(Array.from({ length: 40 }, () => get())));
    expect(new Set(answers)).toEqual(new Set([expect.objectContaining({ token: 'token-1', generation: 1 })]));
    expect(await get()).toBe(answers[0]);
    expect(fetches()).toBe(1);
  });

  test.each([
    ['an hour', hour, hour - 60_000],
    ['ten minutes', 600_000, 540_000],
    ['a second', 1_000, 900],
  ])('that is valid for %s is renewed before its end', async (_, expiresInMs, usedForMs) => {
    const { clock, tokenOf } = keeperOf(expiresInMs);
    await tokenOf();
    await clock.advance(usedForMs - 1);
    expect(await tokenOf()).toBe('token-1');
    await clock.advance(1);
    expect(await tokenOf()).toBe('token-2');
  });

  test.each([hour, -hour])('is not renewed because the wall clock was set by %d ms', async (byMs) => {
    const { clock, tokenOf } = keeperOf(600_000);
    await tokenOf();
    clock.set(byMs);
    await clock.advance(500_000);
    expect(await tokenOf()).toBe('token-1');
  });

  test('that a vendor grants for no time at all is used by those who waited for it', async () => {
    const { clock, get, fetches } = keeperOf(0);
    const answers = await clock.finish(Promise.all([get(), get()]));
    expect(answers).toMatchObject([{ token: 'token-1' }, { token: 'token-1' }]);
    expect(fetches()).toBe(1);
  });
});

describe('a refused token', () => {
  test('is replaced once, however many say that it was refused', async () => {
    const { clock, keeper, get, tokenOf, fetches } = keeperOf(hour);
    await tokenOf();
    for (let call = 0; call < 40; call += 1) keeper.refuse(1);
    const answers = await clock.finish(Promise.all(Array.from({ length: 40 }, () => get())));
    expect(answers[39]).toMatchObject({ token: 'token-2', generation: 2 });
    // A refusal that comes late is one of the old token.
    keeper.refuse(1);
    expect(await tokenOf()).toBe('token-2');
    expect(fetches()).toBe(2);
  });
});

describe('a failed fetch', () => {
  test.each<[string, Grant, Partial<Problem>]>([
    ['was refused', denied, { code: 'unauthenticated', transient: false, retryable: false }],
    ['is unclear', unclear, { code: 'timeout', transient: true, retryable: true }],
    ['brought neither a token nor a problem', {}, { code: 'bad_reply', transient: true }],
    [
      'brought a token and a problem',
      { value: { token: 't', expiresInMs: hour }, problem: denied },
      { code: 'unauthenticated' },
    ],
  ])('that %s leaves everybody who waits not sent', async (_, grant, expected) => {
    const { clock, get } = keeperOf(grant);
    const answers = await clock.finish(Promise.all([get(), get(), get()]));
    for (const answer of answers) {
      expect(answer).toMatchObject({ effect: 'not_sent', ...expected });
      expect('message' in answer && answer.message).toMatch(/^no session with the vendor: /);
    }
  });

  test('is followed by a pause in which nobody asks again, and then by another', async () => {
    const { clock, get, tokenOf, fetches } = keeperOf(denied, hour);
    await tokenOf();
    await clock.advance(400);
    expect(await get()).toMatchObject({ code: 'unauthenticated', effect: 'not_sent', retryAfterMs: 600 });
    await clock.advance(599);
    expect(await get()).toMatchObject({ retryAfterMs: 1 });
    expect(fetches()).toBe(1);
    await clock.advance(1);
    expect(await tokenOf()).toBe('token-2');
  });

  test('is followed by longer pauses while there is no end to it, up to half a minute', async () => {
    const { clock, get, tokenOf } = keeperOf(denied);
    const pauses: unknown[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      await tokenOf();
      const answer = await get();
      const pauseMs = ('retryAfterMs' in answer && answer.retryAfterMs) || 0;
      pauses.push(pauseMs);
      await clock.advance(pauseMs);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test('is followed by a short pause again after a good fetch', async () => {
    const { clock, keeper, get, tokenOf } = keeperOf(denied, denied, hour, denied);
    await tokenOf();
    await clock.advance(1_000);
    await tokenOf();
    await clock.advance(2_000);
    expect(await tokenOf()).toBe('token-3');
    keeper.refuse(1);
    await tokenOf();
    expect(await get()).toMatchObject({ retryAfterMs: 1_000 });
  });

  test('is followed by as long a pause as the vendor asks for', async () => {
    const { clock, tokenOf, get, fetches } = keeperOf(
      createProblem({ ...denied, retryAfterMs: 45_000 }),
      hour,
    );
    await tokenOf();
    await clock.advance(44_999);
    expect(await get()).toMatchObject({ retryAfterMs: 1 });
    expect(fetches()).toBe(1);
    await clock.advance(1);
    expect(await tokenOf()).toBe('token-2');
  });
});

describe('a waiter', () => {
  test('that is cancelled leaves, and the others get the token', async () => {
    const { clock, get, fetches } = keeperOf(hour);
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const leaves = get(controller.signal);
    const stays = get();
    clock.schedule(() => controller.abort(), 50);
    const start = clock.monotonic();
    expect(await clock.finish(leaves)).toMatchObject({ code: 'aborted', effect: 'not_sent' });
    expect(clock.monotonic() - start).toBe(50);
    expect(await clock.finish(stays)).toMatchObject({ token: 'token-1' });
    expect([fetches(), listeners.now, clock.pending]).toEqual([1, 0, 0]);
  });

  test('that is cancelled by what the beginning of the fetch causes leaves at once', async () => {
    const clock = new SimulatedClock();
    const controller = new AbortController();
    const keeper = new SessionKeeper(() => {
      controller.abort();
      return new Promise(() => {});
    }, clock);
    const left = keeper.get(controller.signal, 30_000);
    const start = clock.monotonic();
    expect(await clock.finish(left)).toMatchObject({ code: 'aborted', effect: 'not_sent' });
    expect(clock.monotonic() - start).toBe(0);
  });

  test('that the beginning of the fetch brings, such as a hook that sends, waits for the same fetch', async () => {
    const clock = new SimulatedClock();
    const more: unknown[] = [];
    let fetches = 0;
    const keeper: SessionKeeper = new SessionKeeper(async () => {
      fetches += 1;
      const token = `token-${fetches}`;
      if (fetches === 1) more.push(keeper.get(undefined, 30_000));
      await sleep(clock, 100);
      return { value: { token, expiresInMs: hour } };
    }, clock);
    const first = await clock.finish(keeper.get(undefined, 30_000));
    expect(await clock.finish(Promise.all(more))).toEqual([first]);
    expect([fetches, first]).toEqual([1, expect.objectContaining({ token: 'token-1', generation: 1 })]);
  });

  test('that was cancelled before asks for nothing', async () => {
    const { get, fetches } = keeperOf(hour);
    expect(await get(AbortSignal.abort())).toMatchObject({ code: 'aborted', effect: 'not_sent' });
    expect(fetches()).toBe(0);
  });

  test('whose time is over leaves, and the others get the token', async () => {
    const { clock, get } = keeperOf(hour);
    const leaves = get(undefined, 50);
    const stays = get();
    expect(await clock.finish(leaves)).toMatchObject({
      code: 'timeout',
      effect: 'not_sent',
      transient: true,
    });
    expect(await clock.finish(stays)).toMatchObject({ token: 'token-1' });
    expect(clock.pending).toBe(0);
  });

  test('with no time left still gets a token that is there', async () => {
    const { get, tokenOf } = keeperOf(hour);
    await tokenOf();
    expect(await get(undefined, 0)).toMatchObject({ token: 'token-1' });
  });

  test('leaves no timer and no listener behind', async () => {
    const { clock, get } = keeperOf(hour);
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    await clock.finish(Promise.all([get(signal), get(signal)]));
    expect([listeners.now, clock.pending]).toEqual([0, 0]);
  });
});

describe('a grant that breaks the contract', () => {
  test.each<[string, object]>([
    ['no token', { expiresInMs: hour }],
    ['an end that is no number', { token: 'token', expiresInMs: Number.NaN }],
    ['an end in the past', { token: 'token', expiresInMs: -1 }],
  ])('with %s is a fetch that failed, so that not every call makes another', async (_, value) => {
    const { clock, get, fetches } = keeperOf({ value: value as SessionGrant });
    for (let call = 0; call < 5; call += 1) {
      expect(await clock.finish(get())).toMatchObject({ code: 'bad_reply', effect: 'not_sent' });
    }
    expect(fetches()).toBe(1);
  });

  test('with a wait that is no number still makes a pause', async () => {
    const { clock, get, fetches } = keeperOf({ ...denied, retryAfterMs: Number.NaN });
    for (let call = 0; call < 5; call += 1) await clock.finish(get());
    expect(fetches()).toBe(1);
  });
});

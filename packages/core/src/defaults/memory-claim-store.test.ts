import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../ports/claim-store.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { createMemoryClaimStore } from './memory-claim-store.ts';

function setUp() {
  const clock = new SimulatedClock();
  return { clock, store: createMemoryClaimStore({ clock }) };
}

const tokenOf = (claim: Claim): string => (claim.status === 'mine' ? claim.token : '');

describe('a claim', () => {
  test('is the first one’s, and others see what it holds', async () => {
    const { store } = setUp();
    expect(await store.claim('key', 'first', 1_000)).toEqual({ status: 'mine', token: expect.any(String) });
    expect(await store.claim('key', 'second', 1_000)).toEqual({
      status: 'existing',
      value: 'first',
      isComplete: false,
    });
    expect(await store.claim('other key', 'third', 1_000)).toMatchObject({ status: 'mine' });
  });

  test('ends with its time, and the key is free', async () => {
    const { clock, store } = setUp();
    const first = tokenOf(await store.claim('key', 'first', 1_000));
    await clock.advance(999);
    expect(await store.claim('key', 'second', 1_000)).toMatchObject({ status: 'existing', value: 'first' });
    await clock.advance(1);
    const second = tokenOf(await store.claim('key', 'second', 1_000));
    expect(second).not.toBe(first);
    expect(await store.complete('key', first, 'late', 1_000)).toBe(false);
    expect(await store.release('key', first)).toBe(false);
    expect(await store.claim('key', 'third', 1_000)).toMatchObject({ status: 'existing', value: 'second' });
  });

  test('that is complete keeps its value for the time that was given then, and cannot be undone', async () => {
    const { clock, store } = setUp();
    const token = tokenOf(await store.claim('key', 'begun', 1_000));
    expect(await store.complete('key', token, 'done', 5_000)).toBe(true);
    expect(await store.claim('key', 'again', 1_000)).toEqual({
      status: 'existing',
      value: 'done',
      isComplete: true,
    });
    expect(await store.release('key', token)).toBe(false);
    expect(await store.complete('key', token, 'twice', 5_000)).toBe(false);
    await clock.advance(5_000);
    expect(await store.claim('key', 'again', 1_000)).toMatchObject({ status: 'mine' });
  });

  test('that is released leaves the key free at once', async () => {
    const { store } = setUp();
    const token = tokenOf(await store.claim('key', 'begun', 1_000));
    expect(await store.release('key', token)).toBe(true);
    expect(await store.claim('key', 'again', 1_000)).toMatchObject({ status: 'mine' });
  });

  test('is not ended by somebody else’s token, nor a key that nobody claimed', async () => {
    const { store } = setUp();
    await store.claim('key', 'begun', 1_000);
    expect(await store.complete('key', 'wrong', 'done', 1_000)).toBe(false);
    expect(await store.release('key', 'wrong')).toBe(false);
    expect(await store.complete('no such key', '1', 'done', 1_000)).toBe(false);
  });

  test.each([3_600_000, -3_600_000])('does not end because the wall clock was set by %d ms', async (byMs) => {
    const { clock, store } = setUp();
    await store.claim('key', 'first', 1_000);
    clock.set(byMs);
    expect(await store.claim('key', 'second', 1_000)).toMatchObject({ status: 'existing' });
    await clock.advance(1_000);
    expect(await store.claim('key', 'second', 1_000)).toMatchObject({ status: 'mine' });
  });
});

test('of many who claim one key at once, one has it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (workers) => {
      const { store } = setUp();
      const claims = await Promise.all(
        Array.from({ length: workers }, (_, worker) => store.claim('key', `${worker}`, 1_000)),
      );
      expect(claims.filter(({ status }) => status === 'mine')).toHaveLength(1);
    }),
  );
});

test('two stores know nothing of each other', async () => {
  const [first, second] = [createMemoryClaimStore(), createMemoryClaimStore()];
  expect(await first.claim('key', 'a', 1_000)).toMatchObject({ status: 'mine' });
  expect(await second.claim('key', 'b', 1_000)).toMatchObject({ status: 'mine' });
});

import { createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { brokenClaimStores, serve } from '../__fixtures__/broken-claim-stores.ts';
import { describeClaimStore } from '../vitest/describe-claim-store.ts';
import { runClaimStoreCheck } from './claim-store-check.ts';
import { claimStoreChecks } from './claim-store-checks.ts';

describeClaimStore({
  name: "core's store in memory",
  create() {
    const clock = new SimulatedClock(1_750_000_000_000);
    return {
      store: createMemoryClaimStore({ clock }),
      advance: (milliseconds) =>
        clock.finish(
          new Promise<void>((resolve) => {
            clock.schedule(resolve, milliseconds);
          }),
        ),
    };
  },
});

describeClaimStore({ name: 'a store with two connections to one server', create: () => serve() });

test('every check of a claim store has a name of its own', () => {
  const names = claimStoreChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('a claim store that was broken on purpose is caught', () => {
  test.each(brokenClaimStores)('$name', async ({ create, caughtBy }) => {
    const caught: string[] = [];
    for (const check of claimStoreChecks) {
      await runClaimStoreCheck(check, create).catch(() => caught.push(check.name));
    }
    expect(caught).toEqual(expect.arrayContaining([...caughtBy]));
  });
});

test.each([
  ['kept', true],
  ['broken', false],
])('a store is closed when the rule is %s', async (_what, isKept) => {
  let closed = 0;
  const create = () => ({
    ...serve(),
    close() {
      closed += 1;
    },
  });
  const run = async () => {
    if (!isKept) throw new Error('broken');
  };
  await runClaimStoreCheck({ name: 'sample', run }, create).catch(() => {});
  expect(closed).toBe(1);
});

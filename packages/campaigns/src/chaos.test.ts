import { expect, test } from 'vitest';
import { allFaults, runChaos } from './__fixtures__/chaos/chaos.ts';
import { faultsOf, noChaosFaults } from './__fixtures__/chaos/judge.ts';

/** `npm run chaos -- 50000 7` sends more, with another seed. */
const { SENDS = '400', SEED = '1' } = process.env;

test(`while everything goes wrong that the emulator can have go wrong, each list of a send is true (seed ${SEED})`, async () => {
  const { wrong, struck, ...counts } = await runChaos(Number(SENDS), Number(SEED));
  console.log(JSON.stringify(counts));
  expect(wrong).toEqual([]);
  expect(allFaults().filter((fault) => !struck.has(fault))).toEqual([]);
  for (const status of ['accepted', 'failed', 'unconfirmed'] as const) {
    expect(counts[status], status).toBeGreaterThan(0);
  }
});

test('the comparison finds who is named wrongly', () => {
  const copies: Readonly<Record<string, number>> = { a: 1, b: 0, c: 1, d: 2, e: 1, f: 1 };
  const outcomes = [
    { userId: 'a', status: 'accepted' },
    { userId: 'b', status: 'accepted' },
    { userId: 'c', status: 'failed' },
    { userId: 'd', status: 'unconfirmed' },
    { userId: 'e', status: 'accepted' },
    { userId: 'e', status: 'unconfirmed' },
    { userId: 'stranger', status: 'failed' },
  ] as const;
  const copiesOf = (userId: string) => copies[userId] ?? 0;
  expect(faultsOf(['a', 'b', 'c', 'd', 'e', 'f'], outcomes, copiesOf)).toEqual({
    notNamedOnce: ['e', 'f', 'stranger'],
    acceptedWithout: ['b'],
    failedWith: ['c'],
    doubled: ['d'],
  });
  expect(faultsOf(['a'], [{ userId: 'a', status: 'accepted' }], copiesOf)).toEqual(noChaosFaults);
});

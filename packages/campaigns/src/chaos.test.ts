import { expect, test } from 'vitest';
import { allFaults, runChaos } from './__fixtures__/chaos/chaos.ts';

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

import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { touchedBy } from './surroundings.ts';

const aDate = new Date(0);
/** What somebody who came early holds on to. */
const earlier = { setTimeout, setImmediate };

describe('the use of a clock, chance, a timer or the network is noticed', () => {
  test.each([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Date()', () => Date()],
    ['Math.random', () => Math.random()],
    ['setTimeout', () => clearTimeout(setTimeout(() => {}, 0))],
    ['performance.now', () => performance.now()],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))],
    ['process.hrtime', () => process.hrtime()],
    ['process.hrtime.bigint', () => process.hrtime.bigint()],
    ['process.uptime', () => process.uptime()],
  ])('%s', async (name, run) => {
    expect(await touchedBy(run)).toEqual([name]);
  });

  test.each([
    ['a timer', () => pause(0)],
    ['a timer', () => clearTimeout(earlier.setTimeout(() => {}, 0))],
    ['a timer', () => earlier.setImmediate(() => {})],
    ['a file', () => stat('/')],
    ['a network', () => lookup('localhost')],
  ])('%s, by a function from before', async (name, run) => {
    expect(await touchedBy(run)).toEqual([name]);
  });

  test('after an await, too', async () => {
    const run = async () => {
      await Promise.resolve();
      Date.now();
    };
    expect(await touchedBy(run)).toEqual(['Date.now']);
  });
});

test.each([
  ['a date that was given', () => new Date(1_750_000_000_000).toISOString()],
  ['parsing one', () => Date.parse('2026-01-01')],
  ['asking whether it is one', () => aDate instanceof Date],
])('%s touches nothing', async (_what, run) => {
  expect(await touchedBy(run)).toEqual([]);
});

test('others that run at the same time are not looked at', async () => {
  let isOver = false;
  const other = async () => {
    while (!isOver) {
      Date.now();
      await Promise.resolve();
    }
  };
  const running = other();
  expect(await touchedBy(() => Promise.resolve())).toEqual([]);
  isOver = true;
  await running;
});

test('everything is put back, also where it throws', async () => {
  const before = [Date, Date.now, Math.random, globalThis.setTimeout, crypto.randomUUID];
  await expect(
    touchedBy(() => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect([Date, Date.now, Math.random, globalThis.setTimeout, crypto.randomUUID]).toEqual(before);
  expect(Object.hasOwn(crypto, 'randomUUID')).toBe(false);
  await pause(1);
});

import { describe, expect, test } from 'vitest';
import { counters, isFull, peak, sum } from './ceilings.ts';
import type { VendorLimit } from './vendor-double.ts';
import type { Arrival } from './watcher.ts';

const limit: VendorLimit = { endpoints: ['send'], counts: 'calls', capacity: 2, windowMs: 1_000 };
const arrival = (at: number, others: Partial<Arrival> = {}): Arrival => ({
  at,
  endpoint: 'send',
  recipients: ['bob'],
  ...others,
});
const arrivals = [
  arrival(0, { sender: 'ann' }),
  arrival(10, { sender: 'dave', recipients: ['bob', 'carol'] }),
  arrival(999, { sender: 'ann' }),
  arrival(1_000, { endpoint: 'broadcast', recipients: [], audience: 'online' }),
];

describe('arrivals that a limit counts together', () => {
  test.each<[VendorLimit, number[]]>([
    [limit, [3]],
    [{ ...limit, counts: 'recipients' }, [4]],
    [{ ...limit, per: 'sender' }, [2, 1]],
    [{ ...limit, per: 'recipient' }, [3, 1]],
    [{ ...limit, endpoints: ['broadcast'], audiences: ['online'] }, [1]],
    [{ ...limit, endpoints: ['broadcast'], audiences: ['everyone'] }, []],
    [{ ...limit, endpoints: ['other'] }, []],
  ])('below %j add up to %j', (each, sums) => {
    expect(counters(each, arrivals).map((counted) => sum(each, counted))).toEqual(sums);
  });
});

test.each([
  [[0, 10, 999], 3],
  [[0, 10, 1_000], 2],
  [[0, 10, 1_009, 1_010], 2],
])('of arrivals at %j, %i are in one window', (times, most) => {
  expect(
    peak(
      limit,
      times.map((at) => arrival(at)),
    ),
  ).toBe(most);
});

test.each([
  [[0, 10], true],
  [[0], false],
  [[0, 1_000], false],
  [[], false],
])('with arrivals at %j the first window is full: %s', (times, full) => {
  expect(
    isFull(
      limit,
      times.map((at) => arrival(at)),
      0,
    ),
  ).toBe(full);
});

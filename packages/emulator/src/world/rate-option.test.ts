import { describe, expect, test } from 'vitest';
import { limitsSchema } from '../tencent-im/limits.ts';
import { zimOptionsSchema } from '../zim/options-schema.ts';

const zimRates = [
  'calls',
  'groupAndRoomSends',
  'broadcastsPerSecond',
  'broadcastsPerDay',
  'messagesBySequence',
];
const tencentImRates = [
  'callsPerSecond',
  'slowCallsPerSecond',
  'batchRecipientsPerMinute',
  'pushesPerDay',
  'groupMessagesPerSecond',
  'groupBroadcastsPerSecond',
  'messagesPerDay',
  'accounts',
  'userSigFailures',
];

describe.each([
  ...zimRates.map((name) => ({
    name: `zim.rates.${name}`,
    read: (value: unknown) => zimOptionsSchema.safeParse({ rates: { [name]: value } }),
  })),
  ...tencentImRates.map((name) => ({
    name: `tencentIm.limits.${name}`,
    read: (value: unknown) => limitsSchema.safeParse({ [name]: value }),
  })),
])('$name', ({ read }) => {
  test.each([1, 7, 1e9, Number.POSITIVE_INFINITY])('may be %d', (value) => {
    expect(read(value).success).toBe(true);
  });

  test.each([0, -1, 0.5, Number.NaN, Number.NEGATIVE_INFINITY, '20', null])('may not be %o', (value) => {
    expect(read(value).success).toBe(false);
  });
});

test('covers every rate of ZIM', () => {
  expect(Object.keys(zimOptionsSchema.parse({}).rates)).toEqual(zimRates);
});

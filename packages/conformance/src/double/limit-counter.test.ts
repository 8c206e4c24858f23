import { describe, expect, test } from 'vitest';
import type { VendorLimit } from '../vendor-double.ts';
import { type CountedRequest, LimitCounter } from './limit-counter.ts';

const calls: VendorLimit = { endpoints: ['send'], counts: 'calls', capacity: 2, windowMs: 1_000 };

/** Counts requests at these times, and says which may pass. */
function passing(limit: VendorLimit, requests: readonly (readonly [number, CountedRequest])[]) {
  const counter = new LimitCounter([limit]);
  return requests.map(([at, request]) => counter.count(request, at) === undefined);
}

describe('a limit', () => {
  const send = { endpoint: 'send' };

  test('of calls lets so many pass in a window that slides', () => {
    const times = [0, 10, 20, 999, 1_000, 1_001, 1_010];
    expect(
      passing(
        calls,
        times.map((at) => [at, send]),
      ),
    ).toEqual([true, true, false, false, true, false, true]);
  });

  test('of recipients counts each of them, and a call as a whole', () => {
    const limit: VendorLimit = { ...calls, counts: 'recipients', capacity: 3 };
    const to = (...recipients: readonly string[]) => ({ endpoint: 'send', recipients });
    expect(
      passing(limit, [
        [0, to('a', 'b')],
        [0, to('c', 'd')],
        [0, to('c')],
        [0, to('d')],
      ]),
    ).toEqual([true, false, true, false]);
  });

  test.each<[VendorLimit['per'], CountedRequest, CountedRequest]>([
    ['sender', { endpoint: 'send', sender: 'ann' }, { endpoint: 'send', sender: 'bob' }],
    ['recipient', { endpoint: 'send', recipients: ['ann'] }, { endpoint: 'send', recipients: ['bob'] }],
  ])('for each %s counts others by themselves', (per, one, other) => {
    const requests = [one, one, one, other].map((request) => [0, request] as const);
    expect(passing({ ...calls, per }, requests)).toEqual([true, true, false, true]);
  });

  test('of some audiences does not count the others, nor other endpoints', () => {
    const limit: VendorLimit = { ...calls, capacity: 1, audiences: ['online'] };
    expect(
      passing(limit, [
        [0, { endpoint: 'send', audience: 'online' }],
        [0, { endpoint: 'send', audience: 'everyone' }],
        [0, { endpoint: 'other', audience: 'online' }],
        [0, send],
        [0, { endpoint: 'send', audience: 'online' }],
      ]),
    ).toEqual([true, true, true, true, false]);
  });

  test('that is full is named, and what it refused counts nowhere', () => {
    const counter = new LimitCounter([
      { ...calls, capacity: 9 },
      { ...calls, capacity: 1 },
    ]);
    expect(counter.count(send, 0)).toBeUndefined();
    for (let time = 0; time < 20; time += 1) expect(counter.count(send, 1)?.capacity).toBe(1);
    expect(counter.count(send, 1_001)).toBeUndefined();
  });
});

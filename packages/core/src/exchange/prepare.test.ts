import { expect, test } from 'vitest';
import { attempt, never, summary, timeoutMs } from '../testing/attempt.ts';

test('a transport is prepared before a request is signed and leaves', async () => {
  const order: string[] = [];
  const { end } = await attempt({
    prepare: async () => {
      order.push('prepared');
    },
    adapter: {
      target: () => {
        order.push('signed');
        return { method: 'POST', url: 'https://vendor.example', headers: {} };
      },
    },
    send: () => {
      order.push('sent');
      return { status: 200, headers: {}, text: '{}' };
    },
  });
  expect(order).toEqual(['prepared', 'signed', 'sent']);
  expect(summary(end)).toEqual([undefined, undefined, undefined, 'left']);
});

test('what takes longer to prepare than the request may wait lets nothing leave late', async () => {
  const { end, requests } = await attempt({
    prepare: async (clock) => {
      clock.stall(timeoutMs + 1);
    },
  });
  expect(requests).toEqual([]);
  expect(summary(end)).toEqual(['timeout', 'not_sent', true, 'not left']);
});

test('a transport that is never ready ends with the time limit, and nothing was sent', async () => {
  const { end, requests, tookMs } = await attempt({ prepare: never });
  expect(requests).toEqual([]);
  expect(tookMs).toBe(timeoutMs);
  expect(summary(end)).toEqual(['timeout', 'not_sent', true, 'not left']);
});

test.each([
  ['throws', () => void throwIt()],
  ['rejects', () => Promise.reject(new TypeError('hello'))],
])('a transport whose preparing %s was not reached, whatever its contract says', async (_, prepare) => {
  const { end, requests } = await attempt({ prepare: prepare as never });
  expect(requests).toEqual([]);
  expect(summary(end)).toEqual(['network', 'not_sent', true, 'not left']);
});

test('nothing is signed for an attempt that was given up meanwhile', async () => {
  let isSigned = false;
  const { clock } = await attempt({
    prepare: (clock) => new Promise((resolve) => void clock.schedule(resolve, timeoutMs + 1)),
    adapter: {
      target: () => {
        isSigned = true;
        return { method: 'POST', url: 'https://vendor.example', headers: {} };
      },
    },
  });
  await clock.advance(2);
  expect(isSigned).toBe(false);
});

function throwIt(): never {
  throw new TypeError('hello');
}

import { expect, test } from 'vitest';
import { failingVendors, readAll } from '../testing/failing-vendors.ts';
import { hello } from '../testing/inbox-vendor.ts';

test('those who passed a chat by in a stream do not count against it when the stream ends', async () => {
  let isDown = true;
  const states: string[] = [];
  const vendors = failingVendors(
    [
      {
        maxItems: 1,
        callFate: () => (isDown ? 'unknown' : 'answered'),
        beforeReply: () => new Promise<void>((resolve) => void vendors.clock.schedule(resolve, 10)),
        chat: { retry: { maxAttempts: 1 }, maxInFlight: 2 },
      },
      {},
    ],
    {
      breaker: { calls: 1, minimumCalls: 1, pauseMs: 100 },
      hooks: { breaker: ({ via, to }) => void states.push(`${via} ${to}`) },
    },
  );
  const { chat, clock } = vendors;
  const after = (ms: number) => new Promise<void>((resolve) => void clock.schedule(resolve, ms));
  async function* source() {
    // More than the calls under way hold, so that some wait for the chat when it is left out.
    for (let at = 0; at < 40; at += 1) yield `u${at}`;
    isDown = false;
    await after(1_000);
    yield 'probe';
    await after(1_000);
    yield 'last';
  }
  const outcomes = await clock.finish(readAll(chat.deliver(hello, source())));
  expect(outcomes.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([...Array(42).keys()]);
  expect(outcomes.filter(({ via }) => via === 'two').length).toBeGreaterThan(0);
  expect(states).toEqual(['one open', 'one half_open', 'one closed']);
  expect(chat.health()).toMatchObject([{ state: 'closed' }, { state: 'closed' }]);
});

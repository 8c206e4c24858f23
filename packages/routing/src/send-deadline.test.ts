import { createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { migration } from './migration/migration.ts';
import { routeBy } from './route-by.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';

type Make = (
  vendor: InboxVendor,
  answer: <T>(value: T) => Promise<T>,
  clock: SimulatedClock,
) => ReturnType<typeof routeBy>;

const other = (clock: SimulatedClock) => new InboxVendor({ name: 'other', clock }).chat;

/** Chats that ask somebody before they send. */
const asking: readonly (readonly [string, Make])[] = [
  [
    'routeBy, of a directory',
    ({ chat }, answer, clock) => routeBy(() => answer('vendor'), [chat], { clock }),
  ],
  [
    'routeBy, of a directory, in batches',
    ({ chat }, answer, clock) => routeBy(() => answer('vendor'), [chat], { clock, pickBatchSize: 1 }),
  ],
  [
    'migration, of a flag service',
    ({ chat }, answer, clock) =>
      migration({ from: chat, to: other(clock), stage: () => answer('off'), clock, stageTimeoutMs: 60_000 }),
  ],
  [
    'migration, of a store of claims',
    ({ chat }, answer, clock) => {
      const store = createMemoryClaimStore({ clock });
      const claims = { ...store, claim: async () => answer({ status: 'mine', token: 'token' } as const) };
      return migration({ from: chat, to: other(clock), stage: 'off', claims, clock, claimTimeoutMs: 60_000 });
    },
  ],
];

describe.each(asking)('the deadline of a send through %s', (name, make) => {
  function asked(answerMs: number, replyMs: number) {
    const clock = new SimulatedClock();
    const after = (ms: number) => new Promise<void>((resolve) => void clock.schedule(resolve, ms));
    const vendor = new InboxVendor({
      name: 'vendor',
      clock,
      beforeReply: () => after(replyMs),
      chat: { retry: { maxAttempts: 1 } },
    });
    const chat = make(vendor, (value) => after(answerMs).then(() => value), clock);
    const before = clock.monotonic();
    return { clock, vendor, chat, passedMs: () => clock.monotonic() - before };
  }
  const message = { ...hello, idempotencyKey: 'k' };

  test('bounds the asking, and nothing is sent when it is over', async () => {
    const { clock, vendor, chat, passedMs } = asked(4_000, 0);
    const sending = chat.sendDirect({ ...message, to: ['ann', 'bob', 'cat'] }, { deadlineMs: 700 });
    const { receipt } = await thrown(clock.finish(sending));
    expect(receipt).toMatchObject({
      failed: ['ann', 'bob', 'cat'].map((userId) => ({
        userId,
        problem: { code: 'timeout', effect: 'not_sent' },
      })),
    });
    expect(passedMs()).toBe(700);
    await clock.finish(chat.close());
    expect(vendor.posted).toEqual([]);
  });

  test('leaves a chat what the asking has left of it', async () => {
    const { clock, vendor, chat, passedMs } = asked(200, 60_000);
    const options = { deadlineMs: 700, timeoutMs: 600 };
    await thrown(clock.finish(chat.sendDirect({ ...message, to: 'ann' }, options)));
    expect([passedMs(), vendor.posted.length]).toEqual([700, 1]);
  });

  test('that no chat would take is refused by the chats', async () => {
    const { clock, chat } = asked(1, 0);
    for (const deadlineMs of [0, -1, Number.NaN, 'soon' as never]) {
      const error = await thrown(clock.finish(chat.sendDirect({ ...message, to: 'ann' }, { deadlineMs })));
      expect(error).toMatchObject({ code: 'misconfigured', field: 'deadlineMs' });
    }
  });

  test('of a broadcast and a registration counts the asking, too', async () => {
    if (name.startsWith('routeBy')) return;
    const sends = [
      (chat: ReturnType<Make>) => chat.broadcast({ ...message, audience: 'online' }, { deadlineMs: 700 }),
      (chat: ReturnType<Make>) => chat.registerUsers([{ userId: 'ann' }], { deadlineMs: 700 }),
    ] as const;
    for (const [at, send] of sends.entries()) {
      // A registration has no key.
      if (at === 1 && name.endsWith('claims')) continue;
      const { clock, vendor, chat, passedMs } = asked(4_000, 0);
      const error = await thrown(clock.finish<unknown>(send(chat)));
      expect(error).toMatchObject({ code: 'timeout', effect: 'not_sent' });
      expect([passedMs(), vendor.posted.length]).toEqual([700, 0]);
    }
  });
});

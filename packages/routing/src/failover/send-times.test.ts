import { changedChat } from '@polychat/conformance/chats';
import { type Chat, ChatError, type Problem, type ProblemCode } from '@polychat/core';
import { createBulkSend, createProblem } from '@polychat/core/combine';
import type { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import {
  type FailingVendors,
  failingVendors,
  outcomesOfList,
  outcomesOfStream,
} from '../testing/failing-vendors.ts';
import { partOfTime, timesOf } from './send-times.ts';

/** A chat that reaches nobody, with this problem. */
function failingWith(chat: Chat, problem: Problem, wait: () => Promise<unknown> = async () => {}): Chat {
  const failed = (userId: string) => ({ userId, via: chat.name, problem });
  return changedChat(chat, {
    async sendDirect({ to }) {
      await wait();
      const receipt = { accepted: [], failed: [to].flat().map(failed), unconfirmed: [], warnings: [] };
      throw new ChatError(problem, { receipt });
    },
    sendBulk: (_message, recipients) =>
      createBulkSend({
        async *open() {
          let index = 0;
          for await (const userId of recipients) {
            yield [{ ...failed(userId), index, status: 'failed' as const }];
            index += 1;
          }
        },
        isCancelled: () => false,
        warnings: () => [],
        closing: undefined,
      }),
  });
}

function problemOf(code: ProblemCode): Problem {
  return createProblem({
    code,
    effect: 'not_sent',
    transient: true,
    retryAfterMs: 60_000,
    message: 'for a test',
  });
}

describe('our own pacer', () => {
  test.each([
    ['rate_limited', false, 'bob failed one rate_limited'],
    ['rate_limited', true, 'bob accepted two'],
    ['quota_exhausted', false, 'bob failed one quota_exhausted'],
    ['quota_exhausted', true, 'bob accepted two'],
  ] as const)('whom it holds back as %s with overflow %s: %s', async (code, overflow, expected) => {
    const failing = failingVendors([{}, {}], { overflow }, (chat) =>
      chat.name === 'one' ? failingWith(chat, problemOf(code)) : chat,
    );
    expect(await outcomesOfList(failing, ['bob'])).toEqual([expected]);
    expect(await outcomesOfStream(failing, ['bob'])).toEqual([expected]);
    expect(failing.chat.health()[0]).toEqual({ via: 'one', state: 'closed' });
  });

  test('whom it holds back gets the whole remaining time at the same chat, and not only a part of it', async () => {
    const deadlines: unknown[] = [];
    const failing = failingVendors([{}, {}], {}, (chat) => {
      const held = failingWith(chat, problemOf('rate_limited'));
      return changedChat(held, {
        sendDirect(message, options) {
          deadlines.push([chat.name, options?.deadlineMs]);
          return held.sendDirect(message, options);
        },
      });
    });
    await outcomesOfList(failing, ['bob']);
    expect(deadlines).toEqual([
      ['one', 15_000],
      ['one', 30_000],
    ]);
  });
});

describe('time', () => {
  test.each([
    [undefined, 2, { deadlineMs: 30_000, attemptMs: 10_000 }],
    [{ deadlineMs: 4_000 }, 2, { deadlineMs: 4_000, attemptMs: 1_500 }],
    [{ timeoutMs: 3_000 }, 2, { deadlineMs: 30_000, attemptMs: 3_000 }],
    [{ timeoutMs: 40_000 }, 2, { deadlineMs: 40_000, attemptMs: 40_000 }],
    [{ timeoutMs: 9_000, deadlineMs: 8_000 }, 2, undefined],
    [{ deadlineMs: Number.NaN }, 2, undefined],
  ])('of the options %j with %i chats is %j', (options, members, times) => {
    expect(timesOf(options, members, { deadlineMs: 30_000, attemptMs: 10_000 })).toEqual(times);
  });

  test.each([
    [30_000, 2, 10_000, 15_000],
    [30_000, 3, 10_000, 10_000],
    [15_000, 2, 10_000, 10_000],
    [15_000, 1, 10_000, 15_000],
    [10_000, 1, 10_000, 10_000],
    [9_999, 1, 10_000, undefined],
  ])('of %i ms among %i chats with attempts of %i ms is %s', (remaining, left, attempt, part) => {
    expect(partOfTime(remaining, left, attempt)).toBe(part);
  });

  test('of a stream is divided among the chats for each call', async () => {
    const deadlines: unknown[] = [];
    const failing = failingVendors([{ callFate: () => 'unavailable' }, {}], {}, (chat) =>
      changedChat(chat, {
        sendBulk(message, recipients, options) {
          // The check of a message starts a stream without recipients.
          if (!Array.isArray(recipients)) deadlines.push([chat.name, options?.deadlineMs]);
          return chat.sendBulk(message, recipients, options);
        },
      }),
    );
    await outcomesOfStream(failing, ['bob'], { deadlineMs: 24_000 });
    expect(deadlines).toEqual([
      ['one', 12_000],
      ['two', 12_000],
    ]);
  });

  test('a chat for which less than an attempt is left is skipped, so that nothing unclear is begun', async () => {
    const failing: FailingVendors = failingVendors([{}, {}], {}, (chat) => {
      if (chat.name !== 'one') return chat;
      return failingWith(chat, problemOf('network'), () => sleepBy(failing.clock, 5_000));
    });
    expect(await outcomesOfList(failing, ['bob'], { deadlineMs: 10_000, timeoutMs: 6_000 })).toEqual([
      'bob failed one network',
    ]);
    expect(failing.vendors[1]?.posted).toEqual([]);
  });
});

/** Waits by a simulated clock. */
function sleepBy(clock: SimulatedClock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(resolve, delayMs);
  });
}

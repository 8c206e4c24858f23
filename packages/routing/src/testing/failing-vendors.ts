import type { Chat, DirectReceipt, RecipientOutcome, SendOptions } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { type FailoverChat, failover } from '../failover/failover.ts';
import type { FailoverOptions } from '../failover/failover-options.ts';
import { type CallFate, hello, InboxVendor, type InboxVendorOptions } from './inbox-vendor.ts';
import { thrown } from './thrown.ts';

export interface FailingVendors {
  readonly clock: SimulatedClock;
  readonly vendors: readonly InboxVendor[];
  readonly chat: FailoverChat;
}

/** Vendors `one`, `two`, … on one clock, without repeats of their own, and a chat that fails over between them. */
export function failingVendors(
  given: readonly Partial<InboxVendorOptions>[],
  options: FailoverOptions = {},
  wrap: (chat: Chat) => Chat = (chat) => chat,
): FailingVendors {
  const clock = new SimulatedClock();
  const vendors = given.map(
    (own, at) =>
      new InboxVendor({
        name: ['one', 'two', 'three', 'four'][at] ?? `number ${at}`,
        clock,
        chat: { retry: { maxAttempts: 1 } },
        ...own,
      }),
  );
  return {
    clock,
    vendors,
    chat: failover(
      vendors.map(({ chat }) => wrap(chat)),
      { clock, ...options },
    ),
  };
}

/** The outcomes of a list, also where nobody was accepted: each with its list, in the order of the input. */
export async function outcomesOfList(
  { chat, clock }: FailingVendors,
  to: readonly string[],
  options?: SendOptions,
): Promise<readonly string[]> {
  const receipt = await clock
    .finish(chat.sendDirect({ ...hello, to }, options))
    .catch(async (error: unknown) => {
      const { receipt } = await thrown(Promise.reject(error));
      if (!receipt) throw error;
      return receipt as DirectReceipt;
    });
  const { accepted, failed, unconfirmed } = receipt;
  const lines = [
    ...accepted.map(({ userId, via }) => `${userId} accepted ${via}`),
    ...failed.map(({ userId, via, problem }) => `${userId} failed ${via} ${problem.code}`),
    ...unconfirmed.map(({ userId, via, problem }) => `${userId} unconfirmed ${via} ${problem.code}`),
  ];
  return lines.toSorted((a, b) => to.indexOf(a.split(' ')[0] ?? '') - to.indexOf(b.split(' ')[0] ?? ''));
}

/** The outcomes of a stream, as `outcomesOfList` shows those of a list. */
export async function outcomesOfStream(
  { chat, clock }: FailingVendors,
  to: Iterable<string> | AsyncIterable<string>,
  options?: SendOptions,
): Promise<readonly string[]> {
  const outcomes = await clock.finish(readAll(chat.deliver(hello, to, options)));
  return outcomes.toSorted((a, b) => a.index - b.index).map(shown);
}

function shown(outcome: RecipientOutcome): string {
  const { userId, status, via } = outcome;
  return `${userId} ${status} ${via}${outcome.status === 'accepted' ? '' : ` ${outcome.problem.code}`}`;
}

export async function readAll(
  stream: AsyncIterable<readonly RecipientOutcome[]>,
): Promise<readonly RecipientOutcome[]> {
  const outcomes: RecipientOutcome[] = [];
  for await (const batch of stream) outcomes.push(...batch);
  return outcomes;
}

/** A vendor at which every request meets this. */
export const always = (fate: CallFate): Partial<InboxVendorOptions> => ({ callFate: () => fate });

/** A vendor at which requests meet these, one after the other, and the last again and again. */
export function fates(...given: readonly CallFate[]): Partial<InboxVendorOptions> {
  let calls = 0;
  return {
    callFate: () => {
      calls += 1;
      return given[Math.min(calls, given.length) - 1] ?? 'answered';
    },
  };
}

/** Both verbs that send to many. */
export const verbs = [
  ['a list', outcomesOfList],
  ['a stream', outcomesOfStream],
] as const;

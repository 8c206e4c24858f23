import { setTimeout as pause } from 'node:timers/promises';
import {
  type BroadcastReceipt,
  type CallRecord,
  type Chat,
  ChatError,
  type DirectReceipt,
  type RecipientOutcome,
  type UsersReceipt,
} from '@polychat/core';
import type { Emulator, Vendor } from '@polychat/emulator';

type Receipt = DirectReceipt | UsersReceipt | BroadcastReceipt | readonly RecipientOutcome[];

export interface Step {
  readonly title: string;
  /** Makes something go wrong first. */
  readonly prepare?: (emulator: Emulator, vendor: Vendor) => void;
  readonly run: (chat: Chat) => Promise<Receipt>;
}

const text = (words: string) => ({ type: 'text', text: words }) as const;
const sendCommands: Record<Vendor, string> = { zim: 'SendPeerMessage', tencentIm: 'batchsendmsg' };

/** What the demo does, the same lines for both vendors. */
export const steps: readonly Step[] = [
  {
    title: 'register three users',
    run: (chat) =>
      chat.registerUsers([{ userId: 'alice' }, { userId: 'bob', name: 'Bob' }, { userId: 'carol' }]),
  },
  {
    title: 'to one, with a push',
    run: (chat) =>
      chat.sendDirect({
        from: 'alice',
        to: 'bob',
        content: text('The table is booked'),
        push: { title: 'Alice', body: 'The table is booked' },
      }),
  },
  {
    title: 'to many, one of whom is unknown',
    run: (chat) =>
      chat.sendDirect({ from: 'alice', to: ['bob', 'ghost', 'carol'], content: text('At eight?') }),
  },
  {
    title: 'a text over the limit',
    run: (chat) => chat.sendDirect({ from: 'alice', to: 'bob', content: text('🍜'.repeat(4_000)) }),
  },
  {
    title: 'to one, and the vendor goes silent',
    prepare: (emulator, vendor) => emulator.fail({ vendor, fault: { kind: 'silence', when: 'after' } }),
    run: (chat) => chat.sendDirect({ from: 'alice', to: 'bob', content: text('Are you there?') }),
  },
  {
    title: 'to many, and the vendor goes silent',
    prepare: (emulator, vendor) =>
      emulator.fail({ vendor, endpoint: sendCommands[vendor], fault: { kind: 'silence', when: 'after' } }),
    run: (chat) => chat.sendDirect({ from: 'alice', to: ['bob', 'carol'], content: text('Anybody?') }),
  },
  {
    title: 'to one, and the process ends midway',
    prepare: (emulator, vendor) => emulator.fail({ vendor, fault: { kind: 'silence', when: 'after' } }),
    run: endMidwayAndResume,
  },
  {
    title: 'broadcast to who is online',
    run: (chat) => chat.broadcast({ from: 'alice', audience: 'online', content: text('We close at ten') }),
  },
];

/**
 * Cancelling stands in for a process that ends while the vendor has its request. What its journal kept is then taken up,
 * as another process would do it.
 */
async function endMidwayAndResume(chat: Chat): Promise<readonly RecipientOutcome[]> {
  const records: CallRecord[] = [];
  const journal = {
    begin(begun: readonly CallRecord[]) {
      records.push(...begun);
    },
  };
  const signal = AbortSignal.timeout(200);
  const message = { from: 'alice', to: 'bob', content: text('Your order is ready') };
  await chat.sendDirect(message, { journal, signal, timeoutMs: 400 }).catch(() => {});
  // Until then the call may still be under way.
  const end = Math.max(...records.map(({ mayRunUntil }) => mayRunUntil));
  await pause(Math.max(0, end - Date.now()) + 1);
  const outcomes = await Promise.all(records.map((record) => chat.resume(record)));
  return outcomes.flat();
}

/** What became of one step, as a line of the demo's table. */
export interface Result {
  readonly accepted: string;
  readonly failed: string;
  readonly unconfirmed: string;
}

const nothing: Result = { accepted: '', failed: '', unconfirmed: '' };

/** Runs one step, and puts what it returned or threw into one line. */
export async function runStep(
  { prepare, run }: Step,
  emulator: Emulator,
  vendor: Vendor,
  chat: Chat,
): Promise<Result> {
  prepare?.(emulator, vendor);
  try {
    return describe(await run(chat));
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    if (error.receipt) return describe(error.receipt);
    const { code, field, limit } = error;
    return { ...nothing, failed: `refused: ${code}, ${field} over ${limit?.max} ${limit?.unit}` };
  }
}

function describe(receipt: Receipt): Result {
  if ('results' in receipt) return { ...nothing, accepted: 'taken by the vendor' };
  const { accepted, failed, unconfirmed } = 'accepted' in receipt ? receipt : byStatus(receipt);
  const withProblems = (entries: DirectReceipt['failed']) =>
    entries.map(({ userId, problem }) => `${userId}: ${problem.code}`).join(', ');
  return {
    accepted: accepted.map(({ userId }) => userId).join(', '),
    failed: withProblems(failed),
    unconfirmed: withProblems(unconfirmed),
  };
}

function byStatus(outcomes: readonly RecipientOutcome[]) {
  const others = outcomes.filter((outcome) => outcome.status !== 'accepted');
  return {
    accepted: outcomes.filter(({ status }) => status === 'accepted'),
    failed: others.filter(({ status }) => status === 'failed'),
    unconfirmed: others.filter(({ status }) => status === 'unconfirmed'),
  };
}

import {
  type BroadcastReceipt,
  type Chat,
  ChatError,
  type DirectReceipt,
  type UsersReceipt,
} from '@polychat/core';
import type { Emulator, Vendor } from '@polychat/emulator';

type Receipt = DirectReceipt | UsersReceipt | BroadcastReceipt;

export interface Step {
  readonly title: string;
  /** Makes something go wrong first. */
  readonly prepare?: (emulator: Emulator, vendor: Vendor) => void;
  readonly run: (chat: Chat) => Promise<Receipt>;
}

const text = (words: string) => ({ type: 'text', text: words }) as const;
const sendCommands: Record<Vendor, string> = { zim: 'SendPeerMessage', 'tencent-im': 'batchsendmsg' };

/** What the demo does, the same lines for both vendors. */
export const steps: readonly Step[] = [
  {
    title: 'register three users',
    run: (chat) =>
      chat.registerUsers([{ userId: 'alice' }, { userId: 'bob', name: 'Bob' }, { userId: 'carol' }]),
  },
  {
    title: 'send to one, with a push',
    run: (chat) =>
      chat.sendDirect({
        from: 'alice',
        to: 'bob',
        content: text('The table is booked'),
        push: { title: 'Alice', body: 'The table is booked' },
      }),
  },
  {
    title: 'send to many, one of whom does not exist',
    run: (chat) =>
      chat.sendDirect({ from: 'alice', to: ['bob', 'ghost', 'carol'], content: text('At eight?') }),
  },
  {
    title: 'a text over the limit',
    run: (chat) => chat.sendDirect({ from: 'alice', to: 'bob', content: text('🍜'.repeat(4_000)) }),
  },
  {
    title: 'the vendor goes silent on one',
    prepare: (emulator, vendor) => emulator.fail({ vendor, fault: { kind: 'silence', when: 'after' } }),
    run: (chat) => chat.sendDirect({ from: 'alice', to: 'bob', content: text('Are you there?') }),
  },
  {
    title: 'the vendor goes silent on many',
    prepare: (emulator, vendor) =>
      emulator.fail({ vendor, endpoint: sendCommands[vendor], fault: { kind: 'silence', when: 'after' } }),
    run: (chat) => chat.sendDirect({ from: 'alice', to: ['bob', 'carol'], content: text('Anybody?') }),
  },
  {
    title: 'broadcast to who is online',
    run: (chat) => chat.broadcast({ from: 'alice', audience: 'online', content: text('We close at ten') }),
  },
];

/** One line of the demo's table. */
export interface Result {
  readonly accepted: string;
  readonly failed: string;
  readonly unconfirmed: string;
  readonly thrown: string;
}

/** Runs one step, and puts what it returned or threw into one line. */
export async function runStep(
  { prepare, run }: Step,
  emulator: Emulator,
  vendor: Vendor,
  chat: Chat,
): Promise<Result> {
  prepare?.(emulator, vendor);
  try {
    return { ...describe(await run(chat)), thrown: '' };
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    const thrown = error.limit
      ? `${error.code} (${error.field}, max ${error.limit.max} ${error.limit.unit})`
      : error.code;
    return { ...describe(error.receipt), thrown };
  }
}

function describe(receipt: Receipt | undefined): Omit<Result, 'thrown'> {
  if (!receipt) return { accepted: '', failed: '', unconfirmed: '' };
  if ('results' in receipt) {
    return {
      accepted: receipt.results.map(({ via }) => `everyone via ${via}`).join(),
      failed: '',
      unconfirmed: '',
    };
  }
  const withProblems = (entries: DirectReceipt['failed']) =>
    entries.map(({ userId, problem }) => `${userId} (${problem.code})`).join(', ');
  return {
    accepted: receipt.accepted.map(({ userId }) => userId).join(', '),
    failed: withProblems(receipt.failed),
    unconfirmed: withProblems(receipt.unconfirmed),
  };
}

import assert from 'node:assert/strict';
import type {
  Chat,
  DirectMessage,
  DirectReceipt,
  MessageWithoutRecipients,
  RecipientOutcome,
  SendEvent,
  SendOptions,
} from '@polychat/core';
import type { SimulatedClock } from '@polychat/core/testing';
import { DeclaredAway } from '../declared-away.ts';
import { type Settled, settled } from '../settled.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { InboxVendor } from './inbox-vendor.ts';
import { hello } from './people.ts';
import type { Posted, PostedCommand } from './posted.ts';

interface Started {
  readonly subject: ChatSubject;
  readonly vendors: readonly InboxVendor[];
  readonly clock: SimulatedClock;
  readonly events: readonly SendEvent[];
  readonly reference: Chat;
}

/** A chat under test, the vendors around which it stands, and its time. */
export class StartedChat {
  readonly chat: Chat;
  readonly vendors: readonly InboxVendor[];
  readonly clock: SimulatedClock;
  /** Beginnings and ends of sends, as the hooks of the vendors' chats hear of them. */
  readonly events: readonly SendEvent[];
  /** A chat with a vendor that behaves as the first one does. It is no part of the chat under test. */
  readonly reference: Chat;
  /** How many vendors may get each message. */
  readonly copies: number;
  readonly #subject: ChatSubject;

  constructor({ subject, vendors, clock, events, reference }: Started) {
    this.#subject = subject;
    this.chat = subject.chat;
    this.vendors = vendors;
    this.clock = clock;
    this.events = events;
    this.reference = reference;
    this.copies = subject.copies ?? 1;
  }

  /** The id by which the vendors know a user. */
  vendorIdOf(userId: string): string {
    return this.#subject.vendorIdOf?.(userId) ?? userId;
  }

  /** Whether the chat is made of several. Ends the check where it is not. */
  needsTwo(): void {
    if (this.vendors.length < 2) throw new DeclaredAway('no second chat');
  }

  /** Lets time pass until the promise has settled. */
  run<T>(promise: Promise<T>): Promise<T> {
    return this.clock.finish(promise);
  }

  /** Sends to a list, and takes the receipt out of the error where there is one. Time passes until it has ended. */
  async send(
    to: DirectMessage['to'],
    options?: SendOptions,
    message: MessageWithoutRecipients = hello,
  ): Promise<Settled & { readonly receipt: DirectReceipt }> {
    const { receipt, error } = await this.run(settled(this.chat.sendDirect({ ...message, to }, options)));
    return { receipt: receipt as DirectReceipt, ...(error && { error }) };
  }

  /** Sends to a stream and reads it to its end. Time passes until then. */
  deliver(
    recipients: Iterable<string> | AsyncIterable<string>,
    options?: SendOptions,
  ): Promise<readonly RecipientOutcome[]> {
    return this.run(readAll(this.chat.deliver(hello, recipients, options)));
  }

  /** Every request that arrived at any vendor; of that command, where one is named. */
  posted(command?: PostedCommand): readonly Posted[] {
    const all = this.vendors.flatMap(({ posted }) => posted);
    return command === undefined ? all : all.filter((each) => each.command === command);
  }

  /** How often each vendor was asked to send to a user, by its name. */
  requestsFor(userId: string): ReadonlyMap<string, number> {
    const id = this.vendorIdOf(userId);
    return new Map(
      this.vendors.map(({ name, posted }) => [
        name,
        posted.filter(({ command, to }) => command === 'send' && to.includes(id)).length,
      ]),
    );
  }

  /** Fails where anything arrived at a vendor. */
  assertNothingSent(what: string): void {
    const count = this.posted().length;
    assert.equal(count, 0, `${what}: ${count} requests were sent`);
  }

  /** How often each vendor has put the message into a user's inbox. */
  copiesOf(userId: string): readonly number[] {
    return this.vendors.map((vendor) => vendor.inbox(this.vendorIdOf(userId)).length);
  }

  /** The vendor whose chat has that name. */
  vendorNamed(via: string): InboxVendor {
    const vendor = this.vendors.find(({ name }) => name === via);
    return vendor ?? assert.fail(`via is ${JSON.stringify(via)}, which is the name of no chat with a vendor`);
  }

  /** Runs something and says how many milliseconds passed until it had settled. */
  async timed<T>(promise: Promise<T>): Promise<{ readonly value: T; readonly tookMs: number }> {
    const start = this.clock.monotonic();
    const value = await this.run(promise);
    return { value, tookMs: this.clock.monotonic() - start };
  }
}

/** All outcomes of a stream. */
export async function readAll(
  stream: AsyncIterable<readonly RecipientOutcome[]>,
): Promise<readonly RecipientOutcome[]> {
  const outcomes: RecipientOutcome[] = [];
  for await (const batch of stream) for (const outcome of batch) outcomes.push(outcome);
  return outcomes;
}

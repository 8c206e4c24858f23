import type { Chat, SendEvent } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { DeclaredAway } from '../declared-away.ts';
import type { ChatConcept, ChatSubject, StartChat } from './chat-subject.ts';
import { InboxVendor } from './inbox-vendor.ts';
import type { CallFate, InboxVendorOptions } from './inbox-vendor-options.ts';
import { crowd, people, secret } from './people.ts';
import type { PostedCommand } from './posted.ts';
import { StartedChat } from './started-chat.ts';

/** How the vendors of a check behave. User ids are those that the chat under test has for them. */
export type VendorBehaviour = Partial<Omit<InboxVendorOptions, 'name' | 'clock' | 'secret'>>;

/** What each vendor of a check does, by its number, from 0, and the clock of all; or what all of them do. */
export type VendorBehaviours = VendorBehaviour | ((at: number, clock: SimulatedClock) => VendorBehaviour);

/** The most recipients of whom a vendor's options may speak. */
const mostNamed = 300;

/** What a check works with: fresh subjects, each with vendors and time of its own. */
export class ChatTrial {
  /** What of the rule could not be looked at, and why. */
  readonly untested: string[] = [];
  readonly #start: StartChat;
  readonly #subjects: ChatSubject[] = [];

  constructor(start: StartChat) {
    this.#start = start;
  }

  /** Makes the subject around vendors that behave so. Ends the check where it declares not to have what is needed. */
  async start(behaviours: VendorBehaviours = {}, ...needed: readonly ChatConcept[]): Promise<StartedChat> {
    const behaviourOf = typeof behaviours === 'function' ? behaviours : () => behaviours;
    const clock = new SimulatedClock();
    const vendors: InboxVendor[] = [];
    const events: SendEvent[] = [];
    const names = new Map<string, string>();
    const createVendor = (name: string, at: number): InboxVendor => {
      const { fateOf, ...behaviour } = behaviourOf(at, clock);
      const note = (event: SendEvent) => void events.push(event);
      return new InboxVendor({
        ...behaviour,
        name,
        clock,
        secret,
        ...(fateOf && { fateOf: (id: string) => fateOf(names.get(id) ?? id) }),
        chat: { hooks: { sendStart: note, sendEnd: note }, ...behaviour.chat },
      });
    };
    const createPart = (): Chat => {
      const vendor = createVendor(`vendor${vendors.length + 1}`, vendors.length);
      vendors.push(vendor);
      return vendor.chat;
    };
    const subject = await this.#start({ createPart, clock });
    this.#subjects.push(subject);
    for (const concept of needed) {
      if (subject.lacks?.includes(concept)) throw new DeclaredAway(`no ${concept}`);
    }
    for (const userId of [...people, ...crowd(mostNamed)]) {
      names.set(subject.vendorIdOf?.(userId) ?? userId, userId);
    }
    const reference = createVendor('reference', 0);
    return new StartedChat({ subject, vendors, clock, events, reference: reference.chat });
  }

  /** Ends what the subjects have opened. */
  async end(): Promise<void> {
    for (const subject of this.#subjects) await subject.close?.();
  }
}

/** The same for messages alone: users whom a chat registers beside them are registered. */
export function toMessages(fate: () => CallFate): (command: PostedCommand) => CallFate {
  return (command) => (command === 'register' ? 'answered' : fate());
}

/** What happens to one call after the other, whichever vendor gets it; the last one to all that come later. */
export function inTurn<Value>(first: Value, ...others: readonly Value[]): () => Value {
  const left = [...others];
  let now = first;
  let isFirst = true;
  return () => {
    if (!isFirst && left.length > 0) now = left.shift() as Value;
    isFirst = false;
    return now;
  };
}

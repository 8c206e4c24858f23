import type { RequestRecord } from '../http/request-record.ts';
import type { Vendor } from '../vendor.ts';
import type { WebhookDelivery } from '../webhooks/webhooks.ts';
import type { InboxMessage } from './copy.ts';
import type { Message } from './message.ts';
import type { User } from './user.ts';

/** What can be listened to, with what is handed over. */
export interface EmulatorEvents {
  /** A user's inbox got a message, or the sender's own devices got their copy. */
  message: InboxMessage;
  /** A message was recalled, edited, deleted or read. */
  update: Message;
  /** A request arrived; it has no reply yet. */
  request: RequestRecord;
  /** A request was answered, or given up (then it has no reply). */
  reply: RequestRecord;
  /** A user was added, changed or removed. */
  user: { vendor: Vendor; userId: string; user: User | undefined };
  /** A webhook was tried. */
  webhook: WebhookDelivery;
  /** The list of waiting faults changed. */
  faults: undefined;
  reset: undefined;
}

type Listener<Name extends keyof EmulatorEvents> = (event: EmulatorEvents[Name]) => void;

/** Hands events to listeners, in the order they were added. */
export class EventHub {
  readonly #listeners: { [Name in keyof EmulatorEvents]: Set<Listener<Name>> } = {
    message: new Set(),
    update: new Set(),
    request: new Set(),
    reply: new Set(),
    user: new Set(),
    webhook: new Set(),
    faults: new Set(),
    reset: new Set(),
  };

  /** @returns a function that ends the listening */
  on<Name extends keyof EmulatorEvents>(name: Name, listener: Listener<Name>): () => void {
    this.#listeners[name].add(listener);
    return () => {
      this.#listeners[name].delete(listener);
    };
  }

  /** True when making the event is worth the while. */
  wanted(name: keyof EmulatorEvents): boolean {
    return this.#listeners[name].size > 0;
  }

  emit<Name extends keyof EmulatorEvents>(name: Name, event: EmulatorEvents[Name]): void {
    for (const listener of this.#listeners[name]) {
      try {
        listener(event);
      } catch (error) {
        // A listener's fault must not become the vendor's answer; it surfaces as an uncaught exception.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  clear(): void {
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }
}

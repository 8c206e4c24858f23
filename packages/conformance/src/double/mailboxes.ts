import type { Inbox, InboxMessage, InboxPush } from '../vendor-double.ts';

/** Whether a user's device is connected. */
export type Device = 'online' | 'offline';

interface Mailbox {
  device: Device;
  readonly blocked: Set<string>;
  readonly received: InboxMessage[];
  readonly sent: InboxMessage[];
  readonly pushes: InboxPush[];
}

/** How a message is put into a box. */
export interface Posting {
  /** Shown on the phone of somebody who is offline. */
  readonly push?: InboxPush;
  /** Whether it waits for somebody who is offline. Default true. */
  readonly isStored?: boolean;
  /** Whether it is in the app at all. Default true. */
  readonly isInApp?: boolean;
  /** Whether the sender has a copy. Default true. */
  readonly isCopied?: boolean;
}

/** The users of a vendor, each with one device and what stands on it. */
export class Mailboxes {
  readonly #boxes = new Map<string, Mailbox>();

  /** Makes a user known, or gives a known one another device. */
  add(userId: string, device: Device): void {
    const known = this.#boxes.get(userId);
    if (known) known.device = device;
    else {
      const empty = { blocked: new Set<string>(), received: [], sent: [], pushes: [] };
      this.#boxes.set(userId, { device, ...empty });
    }
  }

  has(userId: string): boolean {
    return this.#boxes.has(userId);
  }

  /** Everybody, or everybody whose device is in that state. */
  userIds(device?: Device): readonly string[] {
    return [...this.#boxes].filter(([, box]) => !device || box.device === device).map(([userId]) => userId);
  }

  block(blocker: string, blocked: string): void {
    this.#boxes.get(blocker)?.blocked.add(blocked);
  }

  hasBlocked(blocker: string, blocked: string): boolean {
    return this.#boxes.get(blocker)?.blocked.has(blocked) ?? false;
  }

  /** Puts a message into somebody's box, and a copy into the sender's. To nobody it is lost. */
  post(userId: string, message: InboxMessage, posting: Posting = {}): void {
    const { push, isStored = true, isInApp = true, isCopied = true } = posting;
    const box = this.#boxes.get(userId);
    if (box && isInApp && (isStored || box.device === 'online')) box.received.push(message);
    if (box?.device === 'offline' && push) box.pushes.push(push);
    if (isCopied) this.copyToSender(message);
  }

  /** Puts a copy of a message into the box of its sender. */
  copyToSender(message: InboxMessage): void {
    this.#boxes.get(message.from)?.sent.push(message);
  }

  /** A message that somebody received, by the vendor's id. */
  messageOf(userId: string, messageId: string): InboxMessage | undefined {
    return this.#boxes.get(userId)?.received.find((message) => message.messageId === messageId);
  }

  /** Changes a message that somebody received, such as one that is edited or taken back. */
  change(userId: string, messageId: string, change: (message: InboxMessage) => InboxMessage): void {
    const { received = [] } = this.#boxes.get(userId) ?? {};
    const at = received.findIndex((message) => message.messageId === messageId);
    const message = received[at];
    if (message) received[at] = change(message);
  }

  inbox(userId: string): Inbox {
    const { received = [], sent = [], pushes = [] } = this.#boxes.get(userId) ?? {};
    return { received: [...received], sent: [...sent], pushes: [...pushes] };
  }
}

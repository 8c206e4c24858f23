import type { Chat } from '@polychat/core';
import type { SimulatedClock } from '@polychat/core/testing';
import type { Awaitable } from '../vendor-double.ts';

/** What a chat under test is made of. */
export interface ChatSurroundings {
  /**
   * Makes a chat with a vendor in memory of its own, which keeps inboxes: `vendor1`, `vendor2` and so on. Call it once
   * for each chat that yours is made of.
   */
  createPart(): Chat;
  /** The time of all vendors. Give it to whatever waits. */
  readonly clock: SimulatedClock;
}

/** A chat that is put to the test. */
export interface ChatSubject {
  /** The chat, around those that `createPart` made. It sends from `ops`, to any user. */
  readonly chat: Chat;
  /** By which id the vendors know a user. Default: by the same. */
  vendorIdOf?(userId: string): string;
  /** How many vendors get each message on purpose, such as 2 of a chat that writes to two. Default 1. */
  readonly copies?: number;
  /** What the chat does not do on purpose. What needs it is reported as declared away. Default: it does all of it. */
  readonly lacks?: readonly ChatConcept[];
  /** Called at the end of every check. */
  close?(): Awaitable<void>;
}

/**
 * What a chat may do without:
 * - `broadcasts`, `users`, `resume`: the verb.
 * - `conversations`: `sendToGroup` and `sendToRoom`.
 * - `changes`: `recall`, `edit` and `find`.
 * - `one_way`: a recipient's messages all go through the same chat while nothing goes wrong.
 * - `users_everywhere`: a user is accepted only when all chats accepted them.
 */
export type ChatConcept =
  | 'broadcasts'
  | 'conversations'
  | 'users'
  | 'resume'
  | 'changes'
  | 'one_way'
  | 'users_everywhere';

/** Makes a chat that has sent nothing yet. Called at least once for every check. */
export type StartChat = (surroundings: ChatSurroundings) => Awaitable<ChatSubject>;

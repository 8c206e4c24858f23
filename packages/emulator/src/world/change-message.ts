import type { JsonObject } from '../vendor.ts';
import type { Message } from './message.ts';

/** Beyond so many edits, what the first of them replaced is forgotten. */
const maxFormer = 10;

/**
 * Gives a message another content, and keeps the one that it had.
 * @param at milliseconds
 */
export function editMessage(message: Message, content: JsonObject, at: number): void {
  message.former = [...(message.former ?? []), { content: message.content, until: at }].slice(-maxFormer);
  message.content = content;
  message.editedAt = at;
}

/**
 * Takes a message back.
 * @param by who does it
 * @param at milliseconds
 */
export function recallMessage(message: Message, by: string, at: number): void {
  message.state = 'recalled';
  message.recalledBy = by;
  message.recalledAt = at;
}

/**
 * A user reads a message. False when they had done so before.
 * @param at milliseconds
 */
export function readMessage(message: Message, reader: string, at: number): boolean {
  const readers = message.readers ?? [];
  if (readers.includes(reader)) return false;
  message.readers = [...readers, reader];
  // In a group one reader does not make it read for the others.
  if (message.channel === 'direct') message.readAt ??= at;
  return true;
}

import { defined } from '../content/loose.ts';
import type { Part } from '../content/part.ts';
import { partsOf, previewOf } from '../content/parts-of.ts';
import type { JsonObject, Vendor } from '../vendor.ts';
import type { Copy, InboxMessage } from '../world/copy.ts';
import type { FormerContent, Message } from '../world/message.ts';

/** A conversation as one of its users names it. */
export interface ConversationName {
  readonly channel: Message['channel'];
  /** The other user; the group or room; empty for broadcasts. */
  readonly with: string;
}

/** What a content shows. */
interface Shown {
  readonly parts: readonly Part[];
  /** In one line, of at most 140 characters. */
  readonly preview: string;
}

/** A message with what it shows. */
export interface MessageView extends Omit<Message, 'historyOf' | 'extra' | 'conversation' | 'former'>, Shown {
  /** What it showed before it was edited, oldest first. */
  readonly former?: readonly (FormerContent & Shown)[];
}

/** A message as one user's devices have it. */
export interface CopyView extends MessageView, Copy {
  readonly conversation: ConversationName;
}

/** A message in one line, for lists and for the event stream. */
export interface MessageBrief
  extends Pick<Message, 'id' | 'vendor' | 'channel' | 'from' | 'to' | 'time' | 'state'> {
  /** At most 140 characters. */
  readonly preview: string;
  /** Whose copy it is; absent where the message as such is meant. */
  readonly userId?: string;
  readonly direction?: Copy['direction'];
}

const previewLength = 140;

export function messageView(message: Message): MessageView {
  const { historyOf: _history, extra: _extra, conversation: _conversation, former, ...fields } = message;
  const { vendor, content } = fields;
  return {
    ...fields,
    ...shown(vendor, content),
    ...(former && { former: former.map((each) => ({ ...each, ...shown(vendor, each.content) })) }),
  };
}

function shown(vendor: Vendor, content: JsonObject): Shown {
  const parts = partsOf(vendor, content);
  return { parts, preview: shorten(previewOf(parts)) };
}

export function copyView(message: Message, copy: Copy): CopyView {
  return { ...messageView(message), ...copy, conversation: conversationOf(message, copy.userId) };
}

export function messageBrief(message: Message & Partial<InboxMessage>): MessageBrief {
  const { id, vendor, channel, from, to, time, state, userId, direction } = message;
  const preview = previewLine(message);
  return defined({ id, vendor, channel, from, to, time, state, preview, userId, direction });
}

/** What a list shows of a message; nothing of one that was taken back. */
export function previewLine(message: Message): string {
  const { state, vendor, content } = message;
  return state === 'recalled' || state === 'deleted' ? '' : shown(vendor, content).preview;
}

export function conversationOf(message: Message, userId: string): ConversationName {
  const { channel, from, to } = message;
  if (channel === 'direct') return { channel, with: userId === from ? to : from };
  return { channel, with: channel === 'broadcast' ? '' : to };
}

function shorten(text: string): string {
  return text.length <= previewLength ? text : `${text.slice(0, previewLength - 1)}…`;
}

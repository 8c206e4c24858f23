import type { BroadcastMessage, MessageRef, MessageWithoutRecipients, SendOptions } from '@polychat/core';
import type { ConversationKind, ConversationMessage } from '../conversation.ts';
import type { OutcomeCode } from './migration-report.ts';
import type { MigrationSide, MigrationStage } from './stage.ts';

/** One send, as its copies need it: the message as the authority got it. */
export type SentMessage = {
  readonly sendId: string;
  readonly options: SendOptions | undefined;
  readonly envelopeId: string | undefined;
} & (
  | { readonly operation: 'direct'; readonly message: MessageWithoutRecipients }
  | { readonly operation: 'broadcast'; readonly message: BroadcastMessage }
  | { readonly operation: ConversationKind; readonly message: ConversationMessage }
);

/** Who gets a copy, and what the authority said of them. A message that is one call has one: see `placeOf`. */
export interface CopyRecipient {
  readonly userId: string;
  readonly authority: OutcomeCode;
  /** The authority's message, of a single send. */
  readonly ref?: MessageRef;
}

/** Copies of one send that go to one chat. */
export interface Copies {
  readonly sent: SentMessage;
  readonly stage: MigrationStage;
  readonly side: MigrationSide;
  readonly recipients: readonly CopyRecipient[];
}

/** The most recipients of one write. */
export const mostInWrite = 1_000;

/** Whether these may be written together. */
export function areAlike(one: Copies, another: Copies): boolean {
  return one.sent === another.sent && one.stage === another.stage && one.side === another.side;
}

/**
 * Names the one recipient of a message that is one call, for its claim and for its place in the queue: copies in one
 * conversation do not overtake each other, and one key may serve several.
 */
export function placeOf(sent: Pick<SentMessage, 'operation' | 'message'>): string {
  const conversationId = conversationIdOf(sent);
  return conversationId === undefined ? '' : `${sent.operation} ${conversationId}`;
}

function conversationIdOf({
  operation,
  message,
}: Pick<SentMessage, 'operation' | 'message'>): string | undefined {
  const { groupId, roomId } = message as { readonly groupId?: string; readonly roomId?: string };
  return operation === 'group' ? groupId : operation === 'room' ? roomId : undefined;
}

/** The longest id that an event or a report shows, in characters: one that was refused may be of any length. */
export const longestId = 64;

/** What the events and the report say of a send. */
export function idsOf(sent: SentMessage) {
  const { sendId, message, options } = sent;
  const idempotencyKey = message?.idempotencyKey;
  const correlationId = options?.correlationId;
  const conversationId = conversationIdOf(sent)?.slice(0, longestId);
  return {
    sendId,
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

import type { BroadcastMessage, MessageRef, MessageWithoutRecipients, SendOptions } from '@polychat/core';
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
);

/** Somebody who gets a copy, and what the authority said of them. A broadcast has one, without an id. */
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

/** What the events and the report say of a send. */
export function idsOf({ sendId, message, options }: SentMessage) {
  const idempotencyKey = message?.idempotencyKey;
  const correlationId = options?.correlationId;
  return {
    sendId,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

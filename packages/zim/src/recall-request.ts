import { invalidField, type MessageRef, type Problem } from '@polychat/core/adapter';
import type { WireRevoke } from './wire.ts';

/**
 * Why a message cannot be named to ZIM, or undefined: all that it knows one by is its number in the conversation.
 * `before` stands before the field's name.
 */
export function refProblem({ sequence }: MessageRef, before = ''): Problem | undefined {
  const field = `${before}sequence`;
  if (sequence === undefined) {
    return invalidField(field, 'is required: ZIM names a message by it, and gave none for this one');
  }
  return sequenceOf(sequence) === undefined ? invalidField(field, 'is no number of ZIM') : undefined;
}

/** The number, as the vendor wants it; undefined for what is none, or has digits that would get lost. */
export function sequenceOf(sequence: string | undefined): number | undefined {
  const number = sequence !== undefined && /^[1-9]\d{0,15}$/.test(sequence) ? Number(sequence) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Names a message that is to be taken back. */
export function recallRequest({ conversation, from, to, sequence }: MessageRef): WireRevoke {
  const message = { FromUserId: from, MsgSeq: sequenceOf(sequence) ?? 0 };
  switch (conversation) {
    case 'direct':
      return { ...message, ToUserId: to };
    case 'group':
      return { ...message, GroupId: to };
    case 'room':
      return { ...message, RoomId: to };
  }
}

import { invalidField, type MessageRef, type Problem } from '@polychat/core/adapter';
import { groupToWire } from './group-id.ts';
import type { GroupRecallRequest, MessageKeyRequest } from './wire.ts';

/** `MsgSeq_MsgRandom_MsgTime`, at most 50 characters (8.1 of the command pages; 35015). */
const keyPattern = /^(?=.{1,50}$)\d+_\d+_\d+$/;

/**
 * Why a message cannot be named to Tencent IM, or undefined: a direct one is known by its MsgKey together with both
 * users, one in a group by its MsgSeq. `before` stands before the field's name.
 */
export function refProblem(
  { conversation, messageId, sequence }: MessageRef,
  before = '',
): Problem | undefined {
  if (conversation !== 'direct') {
    return sequenceOf(sequence) === undefined
      ? invalidField(`${before}sequence`, 'is required: Tencent IM names a message of a group by its number')
      : undefined;
  }
  return messageId !== undefined && keyPattern.test(messageId)
    ? undefined
    : invalidField(`${before}messageId`, 'is required: Tencent IM names a direct message by its MsgKey');
}

/** The number, as the vendor wants it; undefined for what is none. */
export function sequenceOf(sequence: string | undefined): number | undefined {
  const number = sequence !== undefined && /^[1-9]\d{0,15}$/.test(sequence) ? Number(sequence) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Names messages that are to be taken back: a direct one, or several of one group. */
export function recallRequest(
  refs: readonly [MessageRef, ...MessageRef[]],
): MessageKeyRequest | GroupRecallRequest {
  const [{ conversation, from, to, messageId = '' }] = refs;
  if (conversation === 'direct') return { From_Account: from, To_Account: to, MsgKey: messageId };
  const MsgSeqList = refs.map(({ sequence }) => ({ MsgSeq: sequenceOf(sequence) ?? 0 }));
  return { ...groupToWire(to), MsgSeqList };
}

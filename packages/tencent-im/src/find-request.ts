import type { MessageRef } from '@polychat/core/adapter';
import { groupToWire } from './group-id.ts';
import { sequenceOf } from './recall-request.ts';
import type { GroupHistoryRequest, HistoryRequest } from './wire.ts';

/** As many as a page may hold: the messages of one second are few. */
const pageSize = 100;

/**
 * Asks for the messages of one second between two users, in the view of the recipient, who has it also where the
 * sender's devices do not (35478 = 269/42794); or for one of a group by its number (34971 = 269/2738).
 */
export function findRequest({
  conversation,
  from,
  to,
  messageId,
  sequence,
}: MessageRef): HistoryRequest | GroupHistoryRequest {
  if (conversation !== 'direct') {
    return {
      ...groupToWire(to),
      ...{ ReqMsgNumber: 1, ReqMsgSeq: sequenceOf(sequence) ?? 0, WithRecalledMsg: 1 },
    };
  }
  const second = secondOf(messageId);
  return {
    Operator_Account: to,
    Peer_Account: from,
    MaxCnt: pageSize,
    MinTime: second,
    MaxTime: second,
  };
}

/** A MsgKey ends with the second at which the message was sent: `MsgSeq_MsgRandom_MsgTime`. */
function secondOf(messageId = ''): number {
  return Number(messageId.split('_')[2] ?? 0);
}

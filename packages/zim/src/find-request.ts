import type { MessageRef } from '@polychat/core/adapter';
import { sequenceOf } from './recall-request.ts';
import type { WireQueryMessages } from './wire.ts';

/** The values of `ConvType`. A room's messages cannot be asked for. */
const conversationTypes = { direct: 0, group: 2 } as const;

/** Asks for one message, in the view of who sent it: for a group, any user may ask. */
export function findRequest({ conversation, from, to, sequence }: MessageRef): WireQueryMessages {
  return {
    FromUserId: from,
    ConvId: to,
    ConvType: conversation === 'group' ? conversationTypes.group : conversationTypes.direct,
    MsgSeqList: [sequenceOf(sequence) ?? 0],
  };
}

import type { MessageEdit, MessageRef } from '@polychat/core/adapter';
import { contentToWire } from './content-to-wire.ts';
import { groupToWire } from './group-id.ts';
import { sequenceOf } from './recall-request.ts';
import type { EditRequest } from './wire.ts';

/** Translates a change; a field that is left out keeps its value. */
export function editRequest(
  { conversation, from, to, messageId = '', sequence }: MessageRef,
  { content, metadata }: MessageEdit,
): EditRequest {
  const changes = { MsgBody: content && contentToWire(content), CloudCustomData: metadata };
  return conversation === 'direct'
    ? { From_Account: from, To_Account: to, MsgKey: messageId, ...changes }
    : { ...groupToWire(to), MsgSeq: sequenceOf(sequence) ?? 0, ...changes };
}

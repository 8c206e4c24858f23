import type { CheckedRoomMessage } from '@polychat/core/adapter';
import { messageToWire, priorityToWire } from './message-to-wire.ts';
import type { CheckedFields } from './vendor-fields.ts';
import type { SendGroupRequest } from './wire.ts';

/**
 * Translates everything but the `Random`, once for all attempts. `from` is the sender that the request names. A room is
 * a group of type AVChatRoom, which stores nothing, so a signal is like any other message.
 */
export function roomRequest(
  { roomId, content, metadata, priority }: CheckedRoomMessage,
  from: string | undefined,
  fields: CheckedFields,
): (random: number) => SendGroupRequest {
  const { ForbidCallbackControl, MsgBody, CloudCustomData, SupportMessageExtension, OfflinePushInfo } =
    messageToWire({ content, metadata }, fields);
  return (random) => ({
    GroupId: roomId,
    Random: random,
    MsgBody,
    MsgPriority: priorityToWire(priority),
    From_Account: from,
    OfflinePushInfo,
    ForbidCallbackControl,
    CloudCustomData,
    SupportMessageExtension,
  });
}

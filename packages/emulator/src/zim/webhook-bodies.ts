import type { JsonObject } from '../vendor.ts';
import type { ZimApp } from './app.ts';
import { isTransient } from './message-body.ts';

/** The members of `send_msg` and `before_send_msg` that follow from the message itself. */
export function messageMembers(content: JsonObject): JsonObject {
  return {
    msg_type: content.MessageType,
    ...(content.SubMsgType === undefined ? undefined : { sub_msg_type: content.SubMsgType }),
    payload: content.ExtendedData ?? '',
  };
}

/**
 * Raises `send_msg`, after success and failure alike; not for types 2 and 20.
 *
 * @param members made only when somebody listens
 */
export function raiseSendMsg(app: ZimApp, content: JsonObject, members: () => JsonObject): void {
  if (isTransient(Number(content.MessageType)) || !app.webhooks.wants('zim', 'send_msg')) return;
  app.webhooks.notify('zim', 'send_msg', { ...messageMembers(content), ...members() });
}

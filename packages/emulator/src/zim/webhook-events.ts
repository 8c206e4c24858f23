import type { VendorRequest } from '../http/vendor-request.ts';
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

/** `source` says that the server API was called; of what a device does it is absent. */
export function sourceOf(app: ZimApp): JsonObject {
  return app.webhooks.origin === 'server' ? { source: 1 } : {};
}

/** A server send to a group or a room. */
interface ServerSend {
  readonly request: VendorRequest;
  readonly body: { readonly FromUserId: string; readonly MessageBody: { readonly Message: string } };
  readonly content: JsonObject;
  readonly conversation: { readonly type: 1 | 2; readonly id: string };
  readonly messageId: string;
}

/** Raises `send_msg` for a server send to a group or a room: `code` is 0, or what stopped it. */
export function raiseServerSend(app: ZimApp, send: ServerSend, code: number, sequence = 0): void {
  const { request, body, content, conversation, messageId } = send;
  raiseSendMsg(app, content, () => ({
    from_user_id: body.FromUserId,
    conv_type: conversation.type,
    conv_id: conversation.id,
    source: 1,
    msg_body: body.MessageBody.Message,
    msg_id: messageId,
    msg_seq: sequence,
    msg_time: request.at,
    send_result: code,
  }));
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

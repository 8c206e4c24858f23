import { asInteger } from '@polychat/core/adapter';
import {
  filledName,
  messageRefOf,
  millisecondsOf,
  recordsOf,
  type WebhookConversation,
  type WebhookMessage,
  type WebhookMessageIds,
  withoutAbsent,
} from '@polychat/core/webhooks';
import { catalogue } from '../errors.ts';
import { vendorName } from '../vendor.ts';
import { messageTypes } from '../wire.ts';
import { type Callback, type FoundEvent, listOf, type Members, type ReadCallback } from './callback.ts';
import { readContent } from './content.ts';

/** Callbacks about messages, by their names ("Callback on message not sent yet", "Callback on message sent"). */
export const messageEvents: Readonly<Record<string, ReadCallback>> = {
  before_send_msg: readBeforeSend,
  send_msg: readSent,
  bot_msg: readToBot,
};

/** Only clients' sends are asked about. A retry of the question has the same ids. */
function readBeforeSend({ members, signedAt }: Callback): readonly FoundEvent[] {
  const ids = idsOf(members);
  const known = ids.messageId ?? filledName(members.request_id);
  return [
    {
      ...(known !== undefined && { ids: [known] }),
      event: withoutAbsent({
        type: 'message.sending',
        at: signedAt,
        origin: 'client',
        ...ids,
        ...saidIn(members),
      }),
    },
  ];
}

function readSent(callback: Callback): readonly FoundEvent[] {
  const { members } = callback;
  const ids = idsOf(members);
  // A server's send to users names them in a list, and leaves the other ids empty. A client's may have an empty list.
  const users = ids.conversation === 'direct' ? recordsOf(listOf(members, 'user_list')) : [];
  if (users.length === 0) return [sentOrFailed(callback, ids)];
  return users.map(({ UserId, MsgId, MsgSeq }) =>
    sentOrFailed(callback, {
      ...ids,
      to: filledName(UserId),
      messageId: filledName(MsgId),
      sequence: sequenceOf(MsgSeq),
      isOfList: true,
    }),
  );
}

type Ids = Omit<WebhookMessageIds, 'ref'> & { readonly isOfList?: boolean };

function sentOrFailed({ members, app, nonce, signedAt }: Callback, given: Ids): FoundEvent {
  const { isOfList = false, ...ids } = given;
  const { to, messageId } = ids;
  const vendorCode = asInteger(members.send_result) ?? 0;
  const shared = { origin: originOf(members), at: ids.sentAt ?? signedAt, ...ids, ...saidIn(members) };
  // Of a list, an item that failed has no id. A code other than 0 says that all failed ("Return codes").
  if (vendorCode !== 0 || (isOfList && messageId === undefined)) {
    const { code } = catalogue.row(vendorCode, { endpoint: 'send_msg', position: 'call' });
    return {
      // Without an id, the nonce of the callback must tell two failures apart; a retry may have another nonce [?].
      ids: messageId === undefined ? ['failed', to, nonce] : ['failed', messageId],
      event: withoutAbsent({ ...shared, type: 'message.failed', code, vendorCode }),
    };
  }
  const message = { ...shared, ref: messageRefOf(vendorName, app, ids, 'sequence') };
  return {
    // Without ids, as of a server's send whose recipients are not named, the body has to do.
    ...(messageId !== undefined && { ids: ['sent', messageId] }),
    event: withoutAbsent({ ...message, type: 'message.sent' }),
    ...(messageId !== undefined &&
      isEditable(members, ids.conversation) && {
        edit: {
          content: contentOf(members),
          // `msg_time` is that of the message, not of the edit.
          edited: withoutAbsent({ ...message, type: 'message.edited', at: signedAt }),
        },
      }),
  };
}

/** Who may be edited ("EditC2cMsgBody", "EditGroupMsgBody"): an edit raises the callback again and does not say so. */
function isEditable({ msg_type }: Members, conversation: WebhookConversation): boolean {
  const type = asInteger(msg_type);
  return (
    (conversation === 'direct' || conversation === 'group') &&
    (type === messageTypes.text || type === messageTypes.mixed || type === messageTypes.custom)
  );
}

/** What an edit may change. The same values have the same form, however the callback came. */
function contentOf({ msg_type, sub_msg_type, msg_body, payload }: Members): unknown {
  return [asInteger(msg_type), asInteger(sub_msg_type) ?? 0, msg_body, payload ?? ''];
}

/** It does not say who sent the message: a client, or a server. */
function readToBot({ members, app, signedAt }: Callback): readonly FoundEvent[] | undefined {
  const ids = idsOf(members);
  const { to, messageId, sentAt } = ids;
  if (to === undefined) return undefined;
  return [
    {
      ...(messageId !== undefined && { ids: [messageId] }),
      event: withoutAbsent({
        type: 'message.to_bot',
        at: sentAt ?? signedAt,
        ...ids,
        ...saidIn(members),
        botIds: [to],
        ref: messageRefOf(vendorName, app, ids, 'sequence'),
      }),
    },
  ];
}

const conversations: readonly WebhookConversation[] = ['direct', 'room', 'group'];

function idsOf(members: Members): Omit<WebhookMessageIds, 'ref'> {
  return {
    // 3 is a channel. So is, as nothing can be done there, what may come to be beside these [?].
    conversation: conversations[asInteger(members.conv_type) ?? -1] ?? 'channel',
    from: filledName(members.from_user_id),
    to: filledName(members.conv_id),
    messageId: filledName(members.msg_id),
    sequence: sequenceOf(members.msg_seq),
    sentAt: millisecondsOf(members.msg_time, 'milliseconds'),
  };
}

/** "Empty" for server sends to users. How a number is empty is not documented [?]; none begins at 0. */
function sequenceOf(value: unknown): string | undefined {
  const sequence = filledName(value);
  return sequence === '0' ? undefined : sequence;
}

function saidIn(members: Members): Pick<WebhookMessage, 'content' | 'metadata'> {
  return { content: readContent(members), metadata: filledName(members.payload) };
}

function originOf({ source }: Members): 'client' | 'server' {
  return asInteger(source) === 1 ? 'server' : 'client';
}

import { asInteger, asName, asRecord } from '@polychat/core/adapter';
import { filledName, millisecondsOf, namesOf, recordsOf, withoutAbsent } from '@polychat/core/webhooks';
import { commands } from '../commands.ts';
import { catalogue } from '../errors.ts';
import type { Callback, FoundEvent, ReadCallback } from './callback.ts';
import { readContent } from './content.ts';
import { about, directIds, groupIds, type Ids, keysOf } from './message-ids.ts';

/** Webhooks about messages, by their commands. */
export const messageEvents: Readonly<Record<string, ReadCallback>> = {
  // 34364 = 269/1632; 34374.
  'C2C.CallbackBeforeSendMsg': (callback) => [sending(callback, directIds(callback.members))],
  'Group.CallbackBeforeSendMsg': (callback) => [sending(callback, groupIds(callback.members))],
  // 34365 = 269/2716; 34375; 49462.
  'C2C.CallbackAfterSendMsg': (callback) => {
    const code = asInteger(callback.members.SendMsgResult) ?? 0;
    const ids = directIds(callback.members);
    return [code === 0 ? sent(callback, ids) : failed(callback, ids, code)];
  },
  'Group.CallbackAfterSendMsg': (callback) => [sent(callback, groupIds(callback.members))],
  'Group.CallbackSendMsgException': (callback) => [
    failed(callback, groupIds(callback.members), asInteger(callback.members.ErrorCode) ?? 0),
  ],
  // 269/128224, 2026-02-05.
  'C2C.CallbackAfterModifyMsg': readEdited,
  // 43466; 46979.
  'C2C.CallbackAfterMsgWithDraw': (callback) => [recalled(callback, directIds(callback.members))],
  'Group.CallbackAfterRecallMsg': (callback) =>
    recordsOf(callback.members.MsgSeqList).map(({ MsgSeq }) =>
      recalled(callback, { ...groupIds(callback.members), sequence: filledName(MsgSeq) }),
    ),
  // 43465; 269/128223, 2026-02-05; 60395.
  'C2C.CallbackAfterMsgReport': readReport,
  'C2C.CallbackAfterMsgReadReceipt': receiptsOfReaders,
  'Group.CallbackAfterReadReceipt': readGroupReceipts,
  // 68952; 68953, whose list the Java SDK calls AtRobotAccount.
  'Bot.OnC2CMessage': (callback) => {
    const ids = directIds(callback.members);
    return [toBot(callback, ids, namesOf([ids.to]))];
  },
  'Bot.OnGroupMessage': (callback) => {
    const { AtRobots_Account, AtRobotAccount } = callback.members;
    return [toBot(callback, groupIds(callback.members), namesOf(AtRobots_Account ?? AtRobotAccount))];
  },
  // 76006; 76007.
  'C2C.CallbackAfterC2CMsgExtension': (callback) => extensions(callback, directIds(callback.members)),
  'Group.CallbackAfterGroupMsgExtension': (callback) => extensions(callback, groupIds(callback.members)),
  // 78240 = 269/95616.
  'ContentCallback.ResultNotify': readModeration,
};

function said({ members }: Callback) {
  return { content: readContent(members), metadata: filledName(members.CloudCustomData) };
}

/** A group's message has no id yet. Neither kind is asked about twice. */
function sending(callback: Callback, ids: Ids): FoundEvent {
  const { at, origin } = callback;
  const event = withoutAbsent({ type: 'message.sending' as const, at, origin, ...ids, ...said(callback) });
  return { ids: keysOf(ids), event };
}

function sent(callback: Callback, ids: Ids): FoundEvent {
  const event = withoutAbsent({
    type: 'message.sent' as const,
    ...about(callback, ids),
    at: ids.sentAt ?? callback.at,
    ...said(callback),
  });
  return { ids: keysOf(ids), event };
}

function failed(callback: Callback, ids: Ids, vendorCode: number): FoundEvent {
  const { at, origin, members } = callback;
  const { code } = catalogue.row(vendorCode, { endpoint: commands.sendSingle, position: 'call' });
  const keys = keysOf(ids);
  return {
    ids: keys && ['failed', ...keys],
    event: withoutAbsent({
      type: 'message.failed',
      at: ids.sentAt ?? at,
      origin,
      ...ids,
      ...said(callback),
      code,
      vendorCode,
      reason: filledName(members.ErrorInfo),
    }),
  };
}

/** A message may be edited again to what it was once: its time tells the edits apart. */
function readEdited(callback: Callback): readonly FoundEvent[] {
  return [
    {
      event: withoutAbsent({
        type: 'message.edited',
        ...about(callback, directIds(callback.members)),
        ...said(callback),
        by: filledName(callback.members.Operator_Account),
      }),
    },
  ];
}

/** A message is recalled once. */
function recalled(callback: Callback, ids: Ids): FoundEvent {
  const by = filledName(callback.members.Operator_Account);
  return {
    ids: keysOf(ids),
    event: withoutAbsent({ type: 'message.recalled', ...about(callback, ids), by }),
  };
}

/** All messages from one user to another until a time, which is in seconds. */
function readReport(callback: Callback): readonly FoundEvent[] | undefined {
  const { Report_Account, Peer_Account, LastReadTime } = callback.members;
  const reader = filledName(Report_Account);
  if (reader === undefined) return undefined;
  return [
    {
      event: withoutAbsent({
        type: 'message.read',
        at: callback.at,
        origin: callback.origin,
        conversation: 'direct',
        from: filledName(Peer_Account),
        to: reader,
        readers: [reader],
        upTo: millisecondsOf(LastReadTime, 'seconds'),
      }),
    },
  ];
}

function receiptsOfReaders(callback: Callback): readonly FoundEvent[] | undefined {
  const { Operator_Account, C2CMsgInfo } = callback.members;
  const reader = filledName(Operator_Account);
  if (reader === undefined) return undefined;
  return recordsOf(C2CMsgInfo).map((message) => {
    const ids = directIds(message);
    return {
      ids: keysOf(ids),
      event: withoutAbsent({ type: 'message.read', ...about(callback, ids), readers: [reader] }),
    };
  });
}

function readGroupReceipts(callback: Callback): readonly FoundEvent[] {
  return recordsOf(callback.members.GroupMsgReceiptList).map((receipt) => ({
    event: withoutAbsent({
      type: 'message.read',
      ...about(callback, { ...groupIds(callback.members), sequence: filledName(receipt.MsgSeq) }),
      readers: namesOf(receipt.ReadReceiptMembers, 'Member_Account'),
      readCount: asInteger(receipt.ReadNum),
      unreadCount: asInteger(receipt.UnreadNum),
    }),
  }));
}

function toBot(callback: Callback, ids: Ids, botIds: readonly string[]): FoundEvent {
  return {
    ids: keysOf(ids),
    event: withoutAbsent({
      type: 'message.to_bot',
      ...about(callback, ids),
      at: ids.sentAt ?? callback.at,
      ...said(callback),
      botIds,
    }),
  };
}

const changes = new Map([
  [1, 'set'],
  [2, 'deleted'],
  [3, 'cleared'],
] as const);

function extensions(callback: Callback, ids: Ids): readonly FoundEvent[] | undefined {
  const { OperateType, ExtensionList, Operator_Account } = callback.members;
  const change = changes.get(asInteger(OperateType) as 1);
  if (!change) return undefined;
  return [
    {
      event: withoutAbsent({
        type: 'message.extension_changed',
        // The list's numbers are the extensions' own, and the members have no time of the message.
        ...about(callback, ids),
        change,
        extensions: recordsOf(ExtensionList).map(({ Key, Value }) =>
          withoutAbsent({ key: asName(Key) ?? '', value: asName(Value) }),
        ),
        by: filledName(Operator_Account),
      }),
    },
  ];
}

const blocked = 1;

/** Without a conversation, as of a profile, it is about no message. */
function readModeration(callback: Callback): readonly FoundEvent[] | undefined {
  const { ContactItem, CtxcbResult, CtxcbLabel, CtxcbSuggestion, From_Account, MsgID } = callback.members;
  const contact = asRecord(ContactItem);
  const result = asInteger(CtxcbResult);
  const type = asInteger(contact?.ContactType);
  if (!contact || result === undefined || (type !== 1 && type !== 2)) return undefined;
  const from = filledName(From_Account);
  const id = filledName(MsgID);
  const ids: Ids =
    type === 1
      ? { conversation: 'direct', from, to: filledName(contact.To_Account), messageId: id }
      : { conversation: 'group', from, to: filledName(contact.ToGroupId), sequence: id };
  return [
    {
      event: withoutAbsent({
        type: 'message.moderated',
        ...about(callback, ids),
        result: result === blocked ? 'blocked' : 'passed',
        label: filledName(CtxcbLabel),
        suggestion: filledName(CtxcbSuggestion),
      }),
    },
  ];
}

import { asInteger, asName, asRecord } from '@polychat/core/adapter';

/** What goes over the wire, in the vendor's own names. */

/** 1 text, 2 command, 10 multi-item, 11 image, 12 file, 13 audio, 14 video, 200 custom. */
export const messageTypes = {
  text: 1,
  signal: 2,
  mixed: 10,
  image: 11,
  file: 12,
  audio: 13,
  video: 14,
  custom: 200,
} as const;

/** The `SubMsgType` of custom content that names none: the vendor requires one. */
export const defaultSubMsgType = 0;

/** A content on its way, before it is put into a `MessageBody`. */
export interface WireContent {
  readonly MessageType: number;
  /** Plain text for 1, 2 and 200; a stringified object for 10 to 14. */
  readonly Message: string;
  readonly IsBase64?: 1;
  readonly SubMsgType?: number;
}

export interface WirePicture {
  readonly Url: string;
  readonly Width: number;
  readonly Height: number;
}

/** `Message` of type 11, once it is parsed. */
export interface WireImage {
  readonly Uid: string;
  readonly Origin: WirePicture;
  readonly LargeImage?: WirePicture;
  readonly Thumbnail?: WirePicture;
  readonly FileName: string;
  readonly Size?: number;
}

/** `Message` of types 12, 13 and 14, once it is parsed. */
export interface WireMedia {
  readonly Uid: string;
  readonly Url: string;
  readonly FileName: string;
  readonly Size?: number;
  /** Seconds. */
  readonly MediaDuration?: number;
  readonly Thumbnail?: WirePicture;
}

/** `Message` of type 10, once it is parsed. */
export interface WireMixed {
  readonly MultiMsg: readonly WireMixedItem[];
}

/** An item of type 10. */
export interface WireMixedItem {
  readonly MsgType: number;
  readonly SubMsgType?: number;
  /** Plain text for 1 and 200; a stringified object for media. */
  readonly Msg: string;
}

export interface WirePushImageInfo {
  readonly Apns?: { readonly Image: string };
  readonly Android?: {
    readonly FCM?: { readonly Image?: string; readonly Icon?: string };
    readonly HuaWei?: { readonly Image?: string; readonly Icon?: string };
  };
}

export interface WireOfflinePush {
  readonly Enable: 1;
  readonly Title: string;
  readonly Content: string;
  readonly Payload?: string;
  readonly PushStrategyId?: string;
  readonly PushImageInfo?: WirePushImageInfo;
  readonly EnableBadge: boolean;
  readonly BadgeIncrement?: number;
  readonly ThreadId?: string;
}

interface WireMessageBody {
  readonly Message: string;
  readonly ExtendedData?: string;
  readonly IsBase64?: 1;
  readonly OfflinePush?: WireOfflinePush;
  readonly HasReceipt?: 1;
}

/** What all actions that send have in common. */
export interface WireMessage {
  readonly MessageType: number;
  readonly MessageBody: WireMessageBody;
  readonly SubMsgType?: number;
}

/** What the actions have in common that send to users, a group or a room. */
interface WireSend extends WireMessage {
  readonly FromUserId: string;
  readonly Priority: 1 | 2 | 3;
  readonly SearchedContent?: string;
}

export interface WireSendPeerMessage extends WireSend {
  readonly ToUserId: readonly string[];
  readonly SenderUnaware?: 1;
  readonly SendMsgOptions?: { readonly NoUnread: true };
}

export interface WireSendGroupMessage extends WireSend {
  readonly GroupId: string;
  readonly SendMsgOptions?: WireGroupOptions;
}

/** `SendMsgOptions` of a message to a group. */
export interface WireGroupOptions {
  readonly NoUnread?: true;
  readonly TargetOption?: WireTargets;
}

/** `TargetOption`: with `Inclusive` only these get it, without all but these. */
export interface WireTargets {
  readonly ReceiverUserIds: readonly string[];
  readonly Inclusive?: true;
}

export interface WireSendRoomMessage extends WireSend {
  readonly RoomId: string;
  readonly SenderUnaware: 0 | 1;
}

export interface WireSendMessageToAllUsers extends WireMessage {
  readonly FromUserId: string;
  /** 0 online users; 1 these, and devices of the others; 2 devices only. */
  readonly PushType: 0 | 1 | 2;
}

export interface WireUserInfo {
  readonly UserId: string;
  readonly UserName?: string;
  readonly UserAvatar?: string;
}

export interface WireUserRegister {
  readonly UserInfo: readonly WireUserInfo[];
}

export interface WireQueryUserInfos {
  readonly UserIds: readonly string[];
}

/** RevokePeerMessage, RevokeGroupMessage and RevokeRoomMessage. */
export type WireRevoke = { readonly FromUserId: string; readonly MsgSeq: number } & (
  | { readonly ToUserId: string }
  | { readonly GroupId: string }
  | { readonly RoomId: string }
);

/** EditC2cMsgBody and EditGroupMsgBody. */
export interface WireEdit {
  /** Who edits: here the sender. */
  readonly FromUserId: string;
  readonly SenderId: string;
  readonly ConvId: string;
  readonly MsgType: number;
  readonly ConvMsgSeq: number;
  readonly EditType: number;
  readonly MessageBody: { readonly Message: string; readonly ExtendedData?: string };
  readonly SubMsgType?: number;
}

/** QueryMessagesByMsgSeq. */
export interface WireQueryMessages {
  /** Whose view is asked for. */
  readonly FromUserId: string;
  readonly ConvId: string;
  /** 0 one-to-one, 2 group. */
  readonly ConvType: 0 | 2;
  readonly MsgSeqList: readonly number[];
}

/** The values of `IsEmpty` in a message that was asked for. What is `gone` was deleted, or is kept no longer. */
export const emptiness = { none: 0, gone: 1, recalled: 2 } as const;

/** Members of a request whose text a preview may show. */
export const visibleFields: readonly string[] = [
  'FromUserId',
  'ToUserId',
  'UserId',
  'GroupId',
  'RoomId',
  'SenderId',
  'ConvId',
  'ReceiverUserIds',
];

/** A member of a list of users in a reply. */
interface WireReplyEntry {
  readonly userId: string;
  readonly SubCode?: number;
  readonly SubMessage?: unknown;
  readonly MsgId?: unknown;
  readonly MsgSeq?: unknown;
}

/** What every reply of the vendor's may have. */
export interface WireReply {
  readonly Code: number;
  readonly Message?: unknown;
  readonly RequestId?: unknown;
  readonly ErrorList: readonly WireReplyEntry[];
  readonly SuccList: readonly WireReplyEntry[];
  /** A release note's name for the same list. */
  readonly SuccessList: readonly WireReplyEntry[];
  readonly AuditInfos: readonly { readonly Index?: unknown; readonly Reason?: unknown }[];
  /** SendGroupMessage, where it is a number, and perhaps SendRoomMessage. */
  readonly MsgId?: unknown;
  readonly MsgSeq?: unknown;
}

/** A reply that has the vendor's envelope; undefined for any other, and for one with a list that cannot be read whole. */
export function readEnvelope(json: unknown): WireReply | undefined {
  const reply = asRecord(json);
  const Code = asInteger(reply?.Code);
  if (!reply || Code === undefined) return undefined;
  const ErrorList = readEntries(reply.ErrorList);
  const SuccList = readEntries(reply.SuccList);
  const SuccessList = readEntries(reply.SuccessList);
  if (!ErrorList || !SuccList || !SuccessList) return undefined;
  const { Message, RequestId, AuditInfos, MsgId, MsgSeq } = reply;
  return {
    Code,
    Message,
    RequestId,
    ErrorList,
    SuccList,
    SuccessList,
    AuditInfos: readAudits(AuditInfos),
    MsgId,
    MsgSeq,
  };
}

const none: readonly never[] = Object.freeze([]);

function readEntries(list: unknown): readonly WireReplyEntry[] | undefined {
  if (list === undefined || list === null) return none;
  if (!Array.isArray(list)) return undefined;
  const entries: WireReplyEntry[] = [];
  for (const member of list) {
    const entry = readEntry(member);
    if (!entry) return undefined;
    entries.push(entry);
  }
  return entries;
}

/** One that names nobody may be about anybody: a list that holds one is not trusted. */
function readEntry(json: unknown): WireReplyEntry | undefined {
  const entry = asRecord(json);
  if (!entry) return undefined;
  // A table of the vendor's older page spells it UserID.
  const { UserId, UserID, SubCode, SubMessage, MsgId, MsgSeq } = entry;
  if (!isNameOrAbsent(UserId) || !isNameOrAbsent(UserID)) return undefined;
  const userId = asName(UserId ?? UserID);
  return userId === undefined
    ? undefined
    : { userId, SubCode: asInteger(SubCode), SubMessage, MsgId, MsgSeq };
}

function isNameOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || Boolean(asName(value));
}

/** What moderation says; nothing where that cannot be read, as in a reply without it. */
function readAudits(list: unknown): WireReply['AuditInfos'] {
  if (!Array.isArray(list)) return none;
  const audits: readonly (Readonly<Record<string, unknown>> | undefined)[] = list.map(asRecord);
  return audits.includes(undefined) ? none : audits.map((audit) => audit ?? {});
}

import { asInteger, asName, asRecord } from '@polychat/core/adapter';
import type { MessageElement } from './content-to-wire.ts';
import type { OfflinePushInfo } from './push.ts';

/** What the commands that send to users and to groups have in common. */
export interface WireMessage {
  /** Not in `batchsendmsg`. */
  readonly ForbidCallbackControl?: readonly string[];
  readonly MsgBody: readonly MessageElement[];
  readonly CloudCustomData?: string;
  /** Not in `batchsendmsg`. */
  readonly SupportMessageExtension?: 1;
  readonly OfflinePushInfo: OfflinePushInfo;
}

/** What `sendmsg` and `batchsendmsg` have in common (34919, 34920; 2026-02-04). */
export interface SendRequest extends WireMessage {
  readonly SyncOtherMachine: 1 | 2;
  readonly From_Account?: string;
  /** One name for `sendmsg`, a list for `batchsendmsg`. */
  readonly To_Account: string | readonly string[];
  readonly OnlineOnlyFlag?: 1;
  readonly MsgLifeTime?: number;
  readonly MsgSeq: number;
  readonly MsgRandom: number;
  readonly SendMsgControl?: readonly string[];
  readonly IsNeedReadReceipt?: 1;
}

/** `send_group_msg` (34959 = 269/1629, 2026-02-04), to a group, a topic of one, or an AVChatRoom. */
export interface SendGroupRequest extends WireMessage, WireGroup {
  /** Not `MsgRandom`, as elsewhere. */
  readonly Random: number;
  readonly MsgPriority?: 'Low' | 'High';
  readonly From_Account?: string;
  /** Not in an AVChatRoom; nor are those below, but for `TopicId`. */
  readonly OnlineOnlyFlag?: 1;
  readonly SendMsgControl?: readonly string[];
  readonly To_Account?: readonly string[];
  readonly GroupAtInfo?: readonly WireMention[];
  /** Not `IsNeedReadReceipt`, as elsewhere. */
  readonly NeedReadReceipt?: 1;
}

/** Names a group, or a topic of it. */
export interface WireGroup {
  readonly GroupId: string;
  readonly TopicId?: string;
}

/** A member of `GroupAtInfo`: everyone, or one user. */
export type WireMention =
  | { readonly GroupAtAllFlag: 1 }
  | { readonly GroupAtAllFlag: 0; readonly GroupAt_Account: string };

/** `im_push` (37166 = 269/45934). */
export interface PushToAllRequest {
  readonly From_Account?: string;
  readonly MsgRandom: number;
  readonly MsgLifeTime: number;
  readonly Condition?: Readonly<Record<string, unknown>>;
  readonly MsgBody: readonly MessageElement[];
  readonly OfflinePushInfo: OfflinePushInfo;
}

/** `account_import` (34953 = 269/1608), and a member of `AccountList` (34954 = 269/4919). */
export interface AccountRequest {
  readonly UserID: string;
  readonly Nick?: string;
  readonly FaceUrl?: string;
}

/** `multiaccount_import` (34954 = 269/4919). */
export interface AccountListRequest {
  readonly AccountList: readonly AccountRequest[];
}

/** `account_check` (34956 = 269/38417). */
export interface AccountCheckRequest {
  readonly CheckItem: readonly { readonly UserID: string }[];
}

/** Names a direct message (35015 = 269/38980, 47722). */
export interface MessageKeyRequest {
  readonly From_Account: string;
  readonly To_Account: string;
  readonly MsgKey: string;
}

/** `group_msg_recall` (34965 = 269/12341). */
export interface GroupRecallRequest extends WireGroup {
  readonly MsgSeqList: readonly { readonly MsgSeq: number }[];
}

/** `modify_c2c_msg` (47722) and `modify_group_msg` (47948). */
export type EditRequest = (MessageKeyRequest | (WireGroup & { readonly MsgSeq: number })) & {
  readonly MsgBody?: readonly MessageElement[];
  readonly CloudCustomData?: string;
};

/** `admin_getroammsg` (35478 = 269/42794). Times are in seconds, and both ends belong to the range. */
export interface HistoryRequest {
  /** Whose view is asked for. */
  readonly Operator_Account: string;
  readonly Peer_Account: string;
  readonly MaxCnt: number;
  readonly MinTime: number;
  readonly MaxTime: number;
}

/** `group_msg_get_simple` (34971 = 269/2738): so many messages down from a number. */
export interface GroupHistoryRequest {
  readonly GroupId: string;
  readonly TopicId?: string;
  readonly ReqMsgNumber: number;
  readonly ReqMsgSeq: number;
  readonly WithRecalledMsg: 1;
}

/** The bits of `MsgFlagBits` in `admin_getroammsg` that are known. */
export const messageFlags = { recalled: 8 } as const;
/** The values of `IsPlaceMsg` in `group_msg_get_simple`. What is `gone` was deleted, not stored, or is kept no longer. */
export const placeFlags = { none: 0, gone: 1, recalled: 2 } as const;

/** Members of a request that hold ids or the vendor's own words, and nothing of what is said. */
export const visibleFields: readonly string[] = [
  'From_Account',
  'To_Account',
  'Operator_Account',
  'Peer_Account',
  'UserID',
  'MsgKey',
  'GroupId',
  'TopicId',
  'GroupAt_Account',
  'MsgPriority',
  'MsgType',
  'ForbidCallbackControl',
  'SendMsgControl',
];

/** The reply of any command: the envelope, and beside it what single commands add. */
export interface TencentImReply {
  readonly ErrorCode: number;
  readonly ActionStatus?: string;
  readonly ErrorInfo?: string;
  /** `sendmsg` and `batchsendmsg`. */
  readonly MsgKey?: string;
  /** `sendmsg` and `send_group_msg`. */
  readonly MsgTime?: number;
  /** `send_group_msg`. */
  readonly MsgSeq?: string;
  /** `send_group_msg`: why the vendor dropped a message that it says it took. */
  readonly MsgDropReason?: unknown;
  /** `batchsendmsg`. Looked at entry by entry, so that one that cannot be read does not hide the others. */
  readonly ErrorList?: unknown;
  /** `im_push`. */
  readonly TaskId?: string;
  /** `multiaccount_import`. Looked at entry by entry. */
  readonly FailAccounts?: unknown;
  /** `group_msg_recall`. Looked at entry by entry. */
  readonly RecallRetList?: unknown;
}

/**
 * A reply that has the vendor's envelope; undefined for any other. `ErrorInfo` and `ActionStatus` may be missing
 * (34620, and a report of 2023-07). A detail that cannot be read is left out: it does not put the rest in doubt.
 */
export function readEnvelope(json: unknown): TencentImReply | undefined {
  const reply = asRecord(json);
  const ErrorCode = asInteger(reply?.ErrorCode);
  const ActionStatus = reply?.ActionStatus ?? undefined;
  if (!reply || ErrorCode === undefined) return undefined;
  if (ActionStatus !== undefined && typeof ActionStatus !== 'string') return undefined;
  const { ErrorInfo, ErrorList, FailAccounts, RecallRetList } = reply;
  return {
    ErrorCode,
    ActionStatus,
    ErrorInfo: typeof ErrorInfo === 'string' ? ErrorInfo : undefined,
    MsgKey: asName(reply.MsgKey),
    MsgTime: asInteger(reply.MsgTime),
    MsgSeq: asName(reply.MsgSeq),
    MsgDropReason: reply.MsgDropReason,
    ErrorList,
    TaskId: asName(reply.TaskId),
    FailAccounts,
    RecallRetList,
  };
}

import * as z from 'zod/mini';

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

export interface WireSendPeerMessage {
  readonly FromUserId: string;
  readonly ToUserId: readonly string[];
  readonly MessageType: number;
  readonly Priority: 1 | 2 | 3;
  readonly MessageBody: WireMessageBody;
  readonly SubMsgType?: number;
  readonly SearchedContent?: string;
  readonly SenderUnaware?: 1;
  readonly SendMsgOptions?: { readonly NoUnread: true };
}

export interface WireSendMessageToAllUsers {
  readonly FromUserId: string;
  readonly MessageType: number;
  readonly MessageBody: WireMessageBody;
  readonly SubMsgType?: number;
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

/** Members of a request whose text a preview may show. */
export const visibleFields: readonly string[] = ['FromUserId', 'ToUserId', 'UserId'];

const anything = z.optional(z.unknown());

/** At most 15 digits, so that no digit is lost. */
const code = z.union([z.int(), z.string().check(z.regex(/^-?\d{1,15}$/))]);
const userId = z.nullish(z.union([z.string().check(z.minLength(1)), z.int()]));

/** A member of a list. One that names nobody may be about anybody: a list that holds one is not trusted. */
const entry = z
  .object({
    UserId: userId,
    // A table of the vendor's older page spells it so.
    UserID: userId,
    SubCode: z.optional(z.catch(z.nullish(code), undefined)),
    SubMessage: anything,
    MsgId: anything,
    MsgSeq: anything,
  })
  .check(z.refine(({ UserId, UserID }) => (UserId ?? UserID ?? undefined) !== undefined));
const list = z.nullish(z.array(entry));

/** What every reply of the vendor's may have. */
export const replySchema = z.object({
  Code: code,
  Message: anything,
  RequestId: anything,
  ErrorList: list,
  SuccList: list,
  // A release note's name for the same list.
  SuccessList: list,
  AuditInfos: z.optional(
    z.catch(z.nullish(z.array(z.object({ Index: anything, Reason: anything }))), undefined),
  ),
});

export type WireReplyEntry = z.output<typeof entry>;

import type { JsonObject, Vendor } from '../vendor.ts';

/** A push as the phone's notification would show it. */
export interface Push {
  readonly title: string;
  readonly body: string;
  /** The vendor's whole push block, as sent. */
  readonly block: JsonObject;
}

/** What a message said before an edit. */
export interface FormerContent {
  /** As the vendor writes it. */
  readonly content: JsonObject;
  /** When the edit took its place, in milliseconds. */
  readonly until: number;
}

/** Why a message that a device sent reached nobody. */
export interface Veto {
  /** The vendor's code for it. */
  readonly code: number;
  /** True where the sender was told that the message went. */
  readonly silent: boolean;
  /** What the webhook gave as its reason. */
  readonly reason?: string;
  /** The webhook delivery that was answered so, or not at all; absent where no webhook decided it. */
  readonly delivery?: number | undefined;
}

/** Whom a message in a group names. */
export interface Mentions {
  readonly everyone: boolean;
  readonly users: readonly string[];
}

/** Which members of a group a message is for. */
export type Targets = { readonly only: readonly string[] } | { readonly except: readonly string[] };

/** One message: for a send to many users, one of these for each. */
export interface Message {
  /** The emulator's own, rising, for both vendors. */
  readonly id: number;
  readonly vendor: Vendor;
  /** The vendor's command, or `client` for what a device sent. */
  readonly endpoint: string;
  readonly channel: 'direct' | 'group' | 'room' | 'broadcast';
  readonly from: string;
  /** A user id; a group's or room's id; empty for a broadcast. */
  readonly to: string;
  /** Milliseconds. */
  readonly time: number;
  /** As the vendor writes it: ZIM `{ MessageType, Message, … }`, Tencent `{ MsgBody, … }`. */
  content: JsonObject;
  /** The vendor's id: ZIM's MsgId, Tencent's MsgKey. */
  readonly messageId: string | undefined;
  /** ZIM's MsgSeq, Tencent's MsgSeq. */
  readonly sequence: number | undefined;
  /** Tencent's MsgRandom. */
  readonly random?: number;
  /** True when it stands in the vendor's history; false when it reaches connected devices only. */
  readonly stored: boolean;
  readonly countsAsUnread: boolean;
  /** `vetoed`: a webhook or the vendor's moderation stopped what a device sent. */
  state: 'normal' | 'recalled' | 'deleted' | 'vetoed';
  /** Milliseconds. */
  recalledAt?: number;
  /** Who took it back: a user, or the administrator in whose name a server did. */
  recalledBy?: string;
  editedAt?: number;
  /** What it said before it was edited, oldest first; no more than the ten newest. */
  former?: readonly FormerContent[];
  /** Absent where nobody is named. */
  mentions?: Mentions | undefined;
  /** Absent where it is for every member. */
  readonly targets?: Targets | undefined;
  /** Tencent IM: key-value pairs that were put on it later. */
  extensions?: Readonly<Record<string, string>>;
  /** For one that is `vetoed`. */
  readonly veto?: Veto;
  readAt?: number;
  /** Who has read it, in the order of their reading. */
  readers?: readonly string[];
  /** The push that was asked for, whether or not a phone showed it. */
  readonly push: Push | undefined;
  /** The request behind it, in `emulator.requests`. */
  readonly requestId: number | undefined;
  /** Names the conversation among those of its vendor; see `directConversation`. */
  readonly conversation: string;
  /** Whose history holds it; absent where both sides' do. Imports write one side only. */
  readonly historyOf?: ReadonlySet<string>;
  /** What a vendor's service wants to remember. */
  readonly extra?: JsonObject;
}

/** Who a message of the vendor itself is from, such as that somebody joined a group. */
export const systemSender = '@system';

/** The conversation key of two users, the same from both sides. */
export function directConversation(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

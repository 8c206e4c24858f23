import * as z from 'zod/mini';
import type { MessageElement } from './element-to-wire.ts';
import type { OfflinePushInfo } from './push.ts';

/** What `sendmsg` and `batchsendmsg` have in common, in the order of the field tables (34919, 34920; 2026-02-04). */
export interface SendRequest {
  readonly SyncOtherMachine: 1 | 2;
  readonly From_Account?: string;
  /** One name for `sendmsg`, a list for `batchsendmsg`. */
  readonly To_Account: string | readonly string[];
  readonly OnlineOnlyFlag?: 1;
  readonly MsgLifeTime?: number;
  readonly MsgSeq: number;
  readonly MsgRandom: number;
  /** `sendmsg` only. */
  readonly ForbidCallbackControl?: readonly string[];
  readonly SendMsgControl?: readonly string[];
  readonly MsgBody: readonly MessageElement[];
  readonly CloudCustomData?: string;
  /** `sendmsg` only. */
  readonly SupportMessageExtension?: 1;
  readonly OfflinePushInfo: OfflinePushInfo;
  readonly IsNeedReadReceipt?: 1;
}

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

/** An integer, also one that came as text. */
const integer = z.pipe(
  z.union([z.int(), z.string().check(z.regex(/^-?\d{1,15}$/))]),
  z.transform((value) => Number(value)),
);

/** A name, also one that came as a number. */
const name = z.pipe(
  z.union([z.string(), z.int()]),
  z.transform((value) => String(value)),
);

/** A detail that is left out where it cannot be read: it does not put the verdict in doubt. */
function detail<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

/** What every reply has. `ErrorInfo` and `ActionStatus` may be missing (34620, and a report of 2023-07). */
const envelope = {
  ErrorCode: integer,
  ActionStatus: z.nullish(z.string()),
  ErrorInfo: detail(z.string()),
};

export const directReplySchema = z.object({
  ...envelope,
  MsgKey: detail(name),
  MsgTime: detail(integer),
  // Looked at entry by entry, so that one that cannot be read does not hide the others.
  ErrorList: z.optional(z.unknown()),
});

export const pushToAllReplySchema = z.object({ ...envelope, TaskId: detail(name) });

export const importReplySchema = z.object({ ...envelope, FailAccounts: z.optional(z.unknown()) });

export const errorListEntrySchema = z.object({ To_Account: name, ErrorCode: integer });

export const failedAccountSchema = name;

/** The part of a reply that holds the vendor's verdict. */
export interface ReplyEnvelope {
  readonly ErrorCode: number;
  readonly ActionStatus?: string | null;
  readonly ErrorInfo?: string;
}

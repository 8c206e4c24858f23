import * as z from 'zod/mini';
import type { MessageElement } from './content-to-wire.ts';
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

/** `multiaccount_import` (34954 = 269/4919). */
export interface AccountListRequest {
  readonly AccountList: readonly AccountRequest[];
}

/** Members of a request that hold ids or the vendor's own words, and nothing of what is said. */
export const visibleFields: readonly string[] = [
  'From_Account',
  'To_Account',
  'UserID',
  'MsgType',
  'ForbidCallbackControl',
  'SendMsgControl',
];

/** An integer, also one that came as a string. */
const integer = z.pipe(
  z.union([z.int(), z.string().check(z.regex(/^-?\d{1,15}$/))]),
  z.transform((value) => Number(value)),
);

/** A name, also one that came as a number. */
const name = z.pipe(
  z.union([z.string(), z.int()]),
  z.transform((value) => String(value)),
);

/** A detail that is left out where it cannot be read: it does not put the rest in doubt. */
function detail<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

/**
 * The reply of any command: the envelope, and beside it what single commands add. `ErrorInfo` and `ActionStatus` may be
 * missing (34620, and a report of 2023-07).
 */
export const replySchema = z.object({
  ErrorCode: integer,
  ActionStatus: z.nullish(z.string()),
  ErrorInfo: detail(z.string()),
  /** `sendmsg` and `batchsendmsg`. */
  MsgKey: detail(name),
  /** `sendmsg`. */
  MsgTime: detail(integer),
  /** `batchsendmsg`. Looked at entry by entry, so that one that cannot be read does not hide the others. */
  ErrorList: z.optional(z.unknown()),
  /** `im_push`. */
  TaskId: detail(name),
  /** `multiaccount_import`. Looked at entry by entry. */
  FailAccounts: z.optional(z.unknown()),
});

export const errorListEntrySchema = z.object({ To_Account: name, ErrorCode: integer });

export const failedAccountSchema = name;

/** A reply that has the vendor's envelope. */
export type TencentImReply = z.output<typeof replySchema>;

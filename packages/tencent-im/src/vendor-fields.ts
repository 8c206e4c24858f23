import { invalidField, type Problem, problemsFromIssues } from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { type BroadcastCondition, conditionSchema } from './condition.ts';
import { type OfflinePush, offlinePushSchema } from './offline-push.ts';
import { type CommandChoice, commandChoices } from './options.ts';
import { vendorKey } from './vendor.ts';

declare module '@polychat/core' {
  interface VendorFields {
    readonly tencentIm?: TencentImVendorFields;
  }
}

/** What only Tencent IM has, under `vendor.tencentIm` in a message. */
export interface TencentImVendorFields {
  /** Which command carries this message. Default: the factory's `command`. Direct messages only. */
  readonly command?: CommandChoice;
  /** Which of your webhooks this message does not raise. Chooses `single`. Direct messages only. */
  readonly forbidCallbacks?: readonly ('before' | 'after')[];
  /** Lets key-value extensions be added to the message. Chooses `single`. Direct messages only. */
  readonly supportMessageExtension?: boolean;
  /** Controls beside those that `countsAsUnread` and `push` set; the vendor's names. Direct messages only. */
  readonly sendMsgControl?: readonly SendMsgControl[];
  /** Additions to `push` for single push channels. */
  readonly offlinePush?: OfflinePush;
  /** Whom of all users a broadcast reaches. Broadcasts only. */
  readonly condition?: BroadcastCondition;
}

const sendMsgControls = ['NoUnread', 'NoLastMsg', 'WithMuteNotifications', 'NoMsgCheck'] as const;
/** A value of the vendor's `SendMsgControl` (34919, 2026-02-04). */
export type SendMsgControl = (typeof sendMsgControls)[number];

const fieldsSchema = z.strictObject({
  command: z.optional(z.enum(commandChoices)),
  forbidCallbacks: z.optional(z.array(z.enum(['before', 'after']))),
  supportMessageExtension: z.optional(z.boolean()),
  sendMsgControl: z.optional(z.array(z.enum(sendMsgControls))),
  offlinePush: z.optional(offlinePushSchema),
  condition: z.optional(conditionSchema),
});

export type CheckedFields = z.output<typeof fieldsSchema>;

const directOnly = ['command', 'forbidCallbacks', 'supportMessageExtension', 'sendMsgControl'] as const;
const broadcastOnly = ['condition'] as const;

export interface FieldsReading {
  readonly fields: CheckedFields;
  readonly problems: readonly Problem[];
}

/** Checks what stands under `vendor.tencentIm`. With problems, the fields are empty. */
export function readVendorFields(
  value: unknown,
  kind: 'direct' | 'broadcast',
  hasPush: boolean,
): FieldsReading {
  if (value === undefined) return { fields: {}, problems: [] };
  const result = fieldsSchema.safeParse(value, { reportInput: true });
  if (!result.success) {
    return { fields: {}, problems: problemsFromIssues(result.error.issues, `vendor.${vendorKey}`) };
  }
  const fields = result.data;
  const misplaced = kind === 'direct' ? broadcastOnly : directOnly;
  const problems = misplaced
    .filter((name) => fields[name] !== undefined)
    .map((name) => fieldProblem(name, `has no place in a ${kind === 'direct' ? 'direct message' : kind}`));
  if (fields.offlinePush && !hasPush) {
    problems.push(fieldProblem('offlinePush', 'adds to push, which is missing'));
  }
  return problems.length > 0 ? { fields: {}, problems } : { fields, problems };
}

/** The problem of one field under `vendor.tencentIm`. */
export function fieldProblem(name: keyof TencentImVendorFields, message: string): Problem {
  return invalidField(`vendor.${vendorKey}.${name}`, message);
}

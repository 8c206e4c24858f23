import { invalidField, once, type Problem, problemsFromIssues, schema } from '@polychat/core/adapter';
import type { output } from 'zod/mini';
import { type BroadcastCondition, conditionSchema } from './condition.ts';
import { type OfflinePush, offlinePushSchema } from './offline-push.ts';
import { type CommandChoice, commandChoices } from './options.ts';
import { vendorName } from './vendor.ts';

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
  /**
   * An integer from 0. Of two messages to one user that the vendor takes in the same second, the one with the higher
   * position comes later. Without it the order is that in which one process sent them, and with an `idempotencyKey` any.
   * A repeat with the same key needs the same position: with another it is another message to the vendor. Positions
   * count modulo 1,048,576. Direct messages only.
   */
  readonly position?: number;
  /** Additions to `push` for single push channels. */
  readonly offlinePush?: OfflinePush;
  /** Whom of all users a broadcast reaches. Broadcasts only. */
  readonly condition?: BroadcastCondition;
}

/** A value of the vendor's `SendMsgControl` (34919, 2026-02-04). */
export type SendMsgControl = 'NoUnread' | 'NoLastMsg' | 'WithMuteNotifications' | 'NoMsgCheck';

const sendMsgControls = [
  'NoUnread',
  'NoLastMsg',
  'WithMuteNotifications',
  'NoMsgCheck',
] as const satisfies readonly SendMsgControl[];

const fieldsSchema = once(() =>
  schema.strictObject({
    command: schema.optional(schema.enum(commandChoices)),
    forbidCallbacks: schema.optional(schema.array(schema.enum(['before', 'after']))),
    supportMessageExtension: schema.optional(schema.boolean()),
    sendMsgControl: schema.optional(schema.array(schema.enum(sendMsgControls))),
    position: schema.optional(schema.int().check(schema.minimum(0))),
    offlinePush: schema.optional(offlinePushSchema()),
    condition: schema.optional(conditionSchema()),
  }),
);

/** The fields under `vendor.tencentIm`, checked. */
export type CheckedFields = output<ReturnType<typeof fieldsSchema>>;

/** Fields of direct messages, and of broadcasts. */
const directOnly = [
  'command',
  'forbidCallbacks',
  'supportMessageExtension',
  'sendMsgControl',
  'position',
] as const;
const audienceOnly = ['condition'] as const;

const fieldPath = `vendor.${vendorName}`;

/** What stands under `vendor.tencentIm`; no fields where there are problems. */
export interface CheckedVendorFields {
  readonly fields: CheckedFields;
  readonly problems: readonly Problem[];
}

const nothingGiven: CheckedVendorFields = Object.freeze({ fields: {}, problems: [] });

/** Checks `vendor.tencentIm` of a message, also for what only makes sense together with its other fields. */
export function readVendorFields(
  value: unknown,
  kind: 'direct' | 'audience',
  hasPush: boolean,
): CheckedVendorFields {
  if (value === undefined) return nothingGiven;
  const result = fieldsSchema().safeParse(value, { reportInput: true });
  if (!result.success) return { fields: {}, problems: problemsFromIssues(result.error.issues, fieldPath) };
  const fields = result.data;
  const misplaced = kind === 'direct' ? audienceOnly : directOnly;
  const problems = misplaced
    .filter((name) => fields[name] !== undefined)
    .map((name) =>
      fieldProblem(name, `has no place in a ${kind === 'direct' ? 'direct message' : 'broadcast'}`),
    );
  if (fields.offlinePush && !hasPush) {
    problems.push(fieldProblem('offlinePush', 'needs push'));
  }
  return problems.length > 0 ? { fields: {}, problems } : { fields, problems };
}

const userFieldsSchema = once(() => schema.optional(schema.strictObject({})));

/** The problem of a user with fields under `vendor.tencentIm`, of which there are none; undefined without them. */
export function userFieldsProblem(value: unknown): Problem | undefined {
  const result = userFieldsSchema().safeParse(value, { reportInput: true });
  return result.success ? undefined : problemsFromIssues(result.error.issues, fieldPath)[0];
}

/** The problem of one field under `vendor.tencentIm`. */
export function fieldProblem(name: keyof TencentImVendorFields, message: string): Problem {
  return invalidField(fieldPathOf(name), message);
}

/** Where a field under `vendor.tencentIm` stands. */
export function fieldPathOf(name: keyof TencentImVendorFields): string {
  return `${fieldPath}.${name}`;
}

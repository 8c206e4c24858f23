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
  /** Which of your webhooks this message does not raise. In a direct message it chooses `single`; not in broadcasts. */
  readonly forbidCallbacks?: readonly ('before' | 'after')[];
  /** Lets key-value extensions be added to the message. In a direct message it chooses `single`; not in broadcasts. */
  readonly supportMessageExtension?: boolean;
  /**
   * Controls beside those that `countsAsUnread` and `push` set; the vendor's names. Direct messages, and of the first two
   * messages to groups.
   */
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

/** What a message is for, and what such a message is called. */
const kindNames = {
  direct: 'a direct message',
  audience: 'a broadcast',
  group: 'a message to a group',
  room: 'a message to a room',
} as const;

/** What a message is for. */
export type MessageKind = keyof typeof kindNames;

/** The kinds of message that each field has a place in. */
const placesOf: Readonly<Record<keyof TencentImVendorFields, readonly MessageKind[]>> = {
  command: ['direct'],
  forbidCallbacks: ['direct', 'group', 'room'],
  supportMessageExtension: ['direct', 'group', 'room'],
  sendMsgControl: ['direct', 'group'],
  position: ['direct'],
  // In a room it is unsupported, like push.
  offlinePush: ['direct', 'audience', 'group', 'room'],
  condition: ['audience'],
};

/** What `send_group_msg` has of the controls (34959, 2026-02-04). */
const groupControls: readonly SendMsgControl[] = ['NoUnread', 'NoLastMsg'];

const fieldPath = `vendor.${vendorName}`;

/** What stands under `vendor.tencentIm`; no fields where there are problems. */
export interface CheckedVendorFields {
  readonly fields: CheckedFields;
  readonly problems: readonly Problem[];
}

const nothingGiven: CheckedVendorFields = Object.freeze({ fields: {}, problems: [] });

/** Checks `vendor.tencentIm` of a message, also for what only makes sense together with its other fields. */
export function readVendorFields(value: unknown, kind: MessageKind, hasPush: boolean): CheckedVendorFields {
  if (value === undefined) return nothingGiven;
  const result = fieldsSchema().safeParse(value, { reportInput: true });
  if (!result.success) return { fields: {}, problems: problemsFromIssues(result.error.issues, fieldPath) };
  const fields = result.data;
  const names = Object.keys(fields) as (keyof TencentImVendorFields)[];
  const problems = names
    .filter((name) => fields[name] !== undefined && !placesOf[name].includes(kind))
    .map((name) => fieldProblem(name, `has no place in ${kindNames[kind]}`));
  const control = kind === 'group' && fields.sendMsgControl?.find((each) => !groupControls.includes(each));
  if (control) problems.push(fieldProblem('sendMsgControl', `${control} has no place in ${kindNames.group}`));
  if (fields.offlinePush && !hasPush && kind !== 'room') {
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

import {
  byteLimitProblem,
  filledStringSchema,
  invalidField,
  once,
  type Problem,
  problemsFromIssues,
  schema,
} from '@polychat/core/adapter';
import { maxPushStrategyIdCharacters } from './limits.ts';
import { vendorName } from './vendor.ts';

/** Where the fields stand in a message, and in a user. */
const fieldPath = `vendor.${vendorName}`;

/** Pictures of an offline push, by push service. The vendor takes them in broadcasts only. */
export interface ZimPushImage {
  readonly apns?: { readonly image: string };
  /** The image is at most 1 MB. */
  readonly fcm?: { readonly image?: string; readonly icon?: string };
  /** The image is below 512 KB and at an https URL. */
  readonly huawei?: { readonly image?: string; readonly icon?: string };
}

/** What ZIM has and the common message has not: `vendor.zim` of a message. */
export interface ZimVendorFields {
  /** Makes a `custom` message findable by the client's search; not in broadcasts. 64 bytes at most, unless raised. */
  readonly searchedContent?: string;
  /** The console's ResourcesID, which chooses sound, channel and the like. Needs `push`. 32 characters at most. */
  readonly pushStrategyId?: string;
  /** Groups notifications on Apple devices. Needs `push`. */
  readonly threadId?: string;
  /** Needs `push`, and is for broadcasts only. */
  readonly pushImage?: ZimPushImage;
}

declare module '@polychat/core' {
  interface VendorFields {
    readonly zim?: ZimVendorFields;
  }
}

const imageAndIcon = () =>
  schema.strictObject({
    image: schema.optional(filledStringSchema),
    icon: schema.optional(filledStringSchema),
  });

const vendorFieldsSchema = once(() =>
  schema.strictObject({
    searchedContent: schema.optional(filledStringSchema),
    pushStrategyId: schema.optional(filledStringSchema.check(schema.maxLength(maxPushStrategyIdCharacters))),
    threadId: schema.optional(filledStringSchema),
    pushImage: schema.optional(
      schema.strictObject({
        apns: schema.optional(schema.strictObject({ image: filledStringSchema })),
        fcm: schema.optional(imageAndIcon()),
        huawei: schema.optional(imageAndIcon()),
      }),
    ),
  }),
);

/** Fields that say how to push, which mean nothing in a message without `push`. */
export const fieldsThatNeedPush = ['pushStrategyId', 'threadId', 'pushImage'] as const;

/** What a message is for. */
export type MessageKind = 'direct' | 'audience' | 'group' | 'room';

/** The message that the fields stand in. */
export interface VendorFieldsContext {
  readonly kind: MessageKind;
  readonly contentType: string;
  readonly hasPush: boolean;
  readonly maxSearchedContentBytes: number;
}

/** What stands under `vendor.zim`; no fields where it has another form. */
export interface CheckedVendorFields {
  readonly fields: ZimVendorFields;
  readonly problems: readonly Problem[];
}

const nothingGiven: CheckedVendorFields = Object.freeze({ fields: {}, problems: [] });

/** Checks `vendor.zim` of a message, also for what only makes sense together with its other fields. */
export function readVendorFields(value: unknown, context: VendorFieldsContext): CheckedVendorFields {
  if (value === undefined) return nothingGiven;
  const result = vendorFieldsSchema().safeParse(value, { reportInput: true });
  if (!result.success) return { fields: {}, problems: problemsFromIssues(result.error.issues, fieldPath) };
  return { fields: result.data, problems: misplacedFields(result.data, context) };
}

const userFieldsSchema = once(() => schema.optional(schema.strictObject({})));

/** The problem of a user with fields under `vendor.zim`, of which there are none; undefined without them. */
export function userFieldsProblem(value: unknown): Problem | undefined {
  const result = userFieldsSchema().safeParse(value, { reportInput: true });
  return result.success ? undefined : problemsFromIssues(result.error.issues, fieldPath)[0];
}

/** The problem of one field under `vendor.zim`. */
export function fieldProblem(name: keyof ZimVendorFields, message: string): Problem {
  return invalidField(fieldPathOf(name), message);
}

/** Where a field under `vendor.zim` stands. */
export function fieldPathOf(name: keyof ZimVendorFields): string {
  return `${fieldPath}.${name}`;
}

function misplacedFields(fields: ZimVendorFields, context: VendorFieldsContext): Problem[] {
  const problems: Problem[] = [];
  const { searchedContent, pushImage } = fields;
  if (searchedContent !== undefined) {
    const max = context.maxSearchedContentBytes;
    const tooLong = byteLimitProblem(fieldPathOf('searchedContent'), searchedContent, max);
    if (context.kind === 'audience') {
      problems.push(fieldProblem('searchedContent', 'has no place in a broadcast'));
    } else if (context.contentType !== 'custom') {
      problems.push(fieldProblem('searchedContent', 'is for custom content only'));
    } else if (tooLong) {
      problems.push(tooLong);
    }
  }
  if (pushImage !== undefined && context.kind !== 'audience') {
    problems.push(fieldProblem('pushImage', 'is for broadcasts only'));
  }
  if (!context.hasPush) {
    const given = fieldsThatNeedPush.filter((name) => fields[name] !== undefined);
    problems.push(...given.map((name) => fieldProblem(name, 'needs push')));
  }
  return problems;
}

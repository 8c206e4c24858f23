import {
  byteLimitProblem,
  filledTextSchema,
  invalidField,
  type Problem,
  problemsFromIssues,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { maxPushStrategyIdCharacters } from './limits.ts';
import { vendorKey } from './vendor.ts';

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
  /** Makes a direct `custom` message findable by the client's search. 64 bytes at most, unless raised. */
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

const imageAndIcon = z.strictObject({
  image: z.optional(filledTextSchema),
  icon: z.optional(filledTextSchema),
});

const vendorFieldsSchema = z.strictObject({
  searchedContent: z.optional(filledTextSchema),
  pushStrategyId: z.optional(filledTextSchema.check(z.maxLength(maxPushStrategyIdCharacters))),
  threadId: z.optional(filledTextSchema),
  pushImage: z.optional(
    z.strictObject({
      apns: z.optional(z.strictObject({ image: filledTextSchema })),
      fcm: z.optional(imageAndIcon),
      huawei: z.optional(imageAndIcon),
    }),
  ),
});

export interface VendorFieldsContext {
  readonly kind: 'direct' | 'broadcast';
  readonly contentType: string;
  readonly hasPush: boolean;
  readonly maxSearchedContentBytes: number;
}

/** Checks `vendor.zim`, also for what only makes sense together with other fields of the message. */
export function readVendorFields(
  input: unknown,
  context: VendorFieldsContext,
): { readonly fields: ZimVendorFields; readonly problems: readonly Problem[] } {
  if (input === undefined) return { fields: {}, problems: [] };
  const result = vendorFieldsSchema.safeParse(input, { reportInput: true });
  if (!result.success)
    return { fields: {}, problems: problemsFromIssues(result.error.issues, `vendor.${vendorKey}`) };
  return { fields: result.data, problems: misplaced(result.data, context) };
}

function misplaced(fields: ZimVendorFields, context: VendorFieldsContext): Problem[] {
  const problems: Problem[] = [];
  const refuse = (name: keyof ZimVendorFields, message: string) =>
    problems.push(invalidField(`vendor.${vendorKey}.${name}`, message));
  if (fields.searchedContent !== undefined) {
    const max = context.maxSearchedContentBytes;
    const tooLong = byteLimitProblem(`vendor.${vendorKey}.searchedContent`, fields.searchedContent, max);
    if (context.kind === 'broadcast') refuse('searchedContent', 'has no place in a broadcast');
    else if (context.contentType !== 'custom') refuse('searchedContent', 'is for custom content only');
    else if (tooLong) problems.push(tooLong);
  }
  if (fields.pushImage !== undefined && context.kind === 'direct') {
    refuse('pushImage', 'is for broadcasts only');
  }
  for (const name of ['pushStrategyId', 'threadId', 'pushImage'] as const) {
    if (fields[name] !== undefined && !context.hasPush) refuse(name, 'needs push');
  }
  return problems;
}

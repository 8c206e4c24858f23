import { ChatError } from './chat-error.ts';
import { problemsFromIssues } from './issues.ts';
import type { CheckedBroadcast, CheckedMessage } from './message.ts';
import { broadcastSchema, messageSchema } from './message-schema.ts';
import { invalidField, type Problem } from './problem.ts';

/**
 * Keys under `vendor` that belong to a vendor we know. A message may carry fields for several vendors, so a chat
 * accepts the keys of the others; any other key is a mistake that would be dropped in silence.
 */
const knownVendorKeys: readonly string[] = ['zim', 'tencentIm'];

/** A message that keeps every rule of ours, or why it does not: then there is at least one problem. */
export type Checked<T> = { readonly message: T } | { readonly problems: readonly Problem[] };

/** The message that was checked. Throws the first of its problems as a `ChatError`. */
export function messageOrThrow<T>(checked: Checked<T>): T {
  if ('message' in checked) return checked.message;
  // Who has no message has a problem.
  throw new ChatError(checked.problems[0] as Problem);
}

/** Checks our own rules for a direct message and fills in our defaults. */
export function checkMessage(input: unknown, vendorKey: string): Checked<CheckedMessage> {
  const result = messageSchema.safeParse(input, { reportInput: true });
  if (!result.success) return { problems: problemsFromIssues(result.error.issues) };
  const { vendor, ...fields } = result.data;
  const problems = unknownVendorKeys(vendor, vendorKey);
  if (problems.length > 0) return { problems };
  return {
    message: {
      ...fields,
      priority: fields.priority ?? 'normal',
      senderCopy: fields.senderCopy ?? true,
      countsAsUnread: fields.countsAsUnread ?? true,
      readReceipt: fields.readReceipt ?? false,
      vendorFields: vendor?.[vendorKey],
    },
  };
}

/** Checks our own rules for a broadcast. */
export function checkBroadcast(input: unknown, vendorKey: string): Checked<CheckedBroadcast> {
  const result = broadcastSchema.safeParse(input, { reportInput: true });
  if (!result.success) return { problems: problemsFromIssues(result.error.issues) };
  const { vendor, ...fields } = result.data;
  const problems = [...unknownVendorKeys(vendor, vendorKey), ...brokenBroadcastRules(fields)];
  return problems.length > 0 ? { problems } : { message: { ...fields, vendorFields: vendor?.[vendorKey] } };
}

function unknownVendorKeys(vendor: Record<string, unknown> | undefined, own: string): Problem[] {
  return Object.keys(vendor ?? {})
    .filter((key) => key !== own && !knownVendorKeys.includes(key))
    .map((key) => invalidField(`vendor.${key}`, `no such vendor; this chat reads vendor.${own}`));
}

function brokenBroadcastRules(message: Omit<CheckedBroadcast, 'vendorFields'>): Problem[] {
  const problems: Problem[] = [];
  if (message.audience !== 'online' && !message.push) {
    problems.push(invalidField('push', `is required when audience is "${message.audience}"`));
  }
  if (message.audience === 'online' && message.push) {
    problems.push(invalidField('push', 'has no place when audience is "online": nobody offline is reached'));
  }
  if (message.audience === 'online' && message.timeToLive) {
    problems.push(
      invalidField('timeToLive', 'has no place when audience is "online": nothing waits for anybody'),
    );
  }
  return problems;
}

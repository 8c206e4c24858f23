import { byteLimitProblem } from './byte-limit.ts';
import { ChatError } from './chat-error.ts';
import { fieldDefaults } from './field-defaults.ts';
import type { GivenBroadcast, GivenMessage } from './given-message.ts';
import { problemsFromIssues } from './issues.ts';
import type { CheckedBroadcast, CheckedMessage } from './message.ts';
import { messageSchemas } from './message-schema.ts';
import { plainMessage } from './plain-message.ts';
import { invalidField, type Problem } from './problem.ts';

/** A message that keeps every rule of ours, or why it does not: then there is at least one problem. */
export type Checked<T> = { readonly message: T } | { readonly problems: readonly Problem[] };

/** The message that was checked. Throws the first of its problems as a `ChatError`. */
export function messageOrThrow<T>(checked: Checked<T>): T {
  if ('message' in checked) return checked.message;
  // Who has no message has a problem.
  throw new ChatError(checked.problems[0] as Problem);
}

/** Checks our own rules for a direct message. `besides` names a member that is no part of it. */
export function checkMessage(input: unknown, besides?: 'to'): Checked<GivenMessage> {
  const message = plainMessage(input, besides);
  return message ? { message } : checkBySchema(besides ? without(input, besides) : input);
}

/** As `checkMessage`, by the schema alone, which is the rule. */
export function checkBySchema(input: unknown): Checked<GivenMessage> {
  const result = messageSchemas().message.safeParse(input, { reportInput: true });
  if (!result.success) return { problems: problemsFromIssues(result.error.issues) };
  return checkedWith(result.data, []);
}

/** A message of the right form, which breaks these rules of its kind, or none. */
export function checkedWith<Given extends GivenMessage>(
  message: Given,
  broken: readonly Problem[],
): Checked<Given> {
  const problems = [...tooLongPush(message), ...broken];
  return problems.length > 0 ? { problems } : { message: withOwnBytes(message) };
}

function without(input: unknown, name: 'to'): unknown {
  if (typeof input !== 'object' || input === null) return {};
  const { [name]: _, ...rest } = input as Record<string, unknown>;
  return rest;
}

/** Checks our own rules for a broadcast. */
export function checkBroadcast(input: unknown): Checked<GivenBroadcast> {
  const result = messageSchemas().broadcast.safeParse(input, { reportInput: true });
  if (!result.success) return { problems: problemsFromIssues(result.error.issues) };
  return checkedWith(result.data, brokenBroadcastRules(result.data));
}

/** A message as an adapter gets it: with our defaults, and its own vendor's fields. */
export function completeMessage<Given extends GivenMessage>(
  message: Given,
  vendorName: string,
): CheckedMessage & Omit<Given, keyof GivenMessage> {
  const complete: Record<string, unknown> = { ...fieldDefaults, vendorFields: message.vendor?.[vendorName] };
  for (const name in message) {
    const value = message[name];
    if (value !== undefined && name !== 'vendor') complete[name] = value;
  }
  // The schema knows every name of a message, and no other.
  return complete as unknown as CheckedMessage & Omit<Given, keyof GivenMessage>;
}

/** As `completeMessage`, for a broadcast, which has no defaults: what it does not say is the vendor's. */
export function completeBroadcast(
  { vendor, ...fields }: GivenBroadcast,
  vendorName: string,
): CheckedBroadcast {
  return { ...fields, vendorFields: vendor?.[vendorName] };
}

/** The schema has copied all but bytes, which the caller may write into while the send goes on. */
function withOwnBytes<T extends GivenMessage>(message: T): T {
  const { content } = message;
  return content.type === 'signal' && typeof content.data !== 'string'
    ? // Of a Buffer, `slice` would be no copy.
      { ...message, content: { ...content, data: new Uint8Array(content.data) } }
    : message;
}

/**
 * The most bytes of UTF-8 that a push may have in each of its texts. What phones' push services carry is 4 KB in all;
 * no vendor says what it does with more.
 */
const longestPush = { title: 1_024, body: 4_096, payload: 4_096 } as const;

function tooLongPush({ push }: GivenMessage): readonly Problem[] {
  if (!push) return [];
  return (['title', 'body', 'payload'] as const).flatMap(
    (name) => byteLimitProblem(`push.${name}`, push[name], longestPush[name]) ?? [],
  );
}

function brokenBroadcastRules(message: GivenBroadcast): Problem[] {
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

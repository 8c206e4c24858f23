import {
  type CheckedBroadcast,
  type CheckedGroupMessage,
  type CheckedMessage,
  type CheckedRoomMessage,
  createProblem,
  filledStringSchema,
  invalidField,
  type PlanContext,
  type Problem,
  problemsFromIssues,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { semaphoreContent } from './semaphore-content.ts';

type AnyMessage = CheckedMessage | CheckedBroadcast | CheckedGroupMessage | CheckedRoomMessage;

export const userIdPattern = /^\d{1,12}$/;
const maxCharacters = 2_000;
const ownSchema = z.optional(
  z.strictObject({
    tone: z.optional(filledStringSchema),
    flags: z.optional(z.strictObject({ blink: z.optional(z.boolean()), level: z.optional(z.int()) })),
  }),
);
/** What the vendor knows copies by. */
export function identityOf({ idempotencyKey }: AnyMessage, context: PlanContext): string {
  return idempotencyKey ?? `${context.counter()}-${context.random()}`;
}

/** A message in the vendor's form, but for its sender and where it goes. */
export function signalOf(message: CheckedMessage | CheckedGroupMessage | CheckedRoomMessage) {
  const { metadata, priority, senderCopy, countsAsUnread, push, timeToLive } = message;
  return {
    ...semaphoreContent.toWire(message.content),
    reference: metadata,
    urgency: priority === 'normal' ? undefined : priority,
    copy: senderCopy ? undefined : false,
    quiet: countsAsUnread ? undefined : true,
    alert: push,
    keep: timeToLive,
    ...ownOf(message),
  };
}

/** The vendor's own fields, which travel under their own names. */
export function ownOf({ vendorFields }: AnyMessage): object {
  return ownSchema.safeParse(vendorFields).data ?? {};
}

export function userIdProblem(userId: string): Problem | undefined {
  return userIdPattern.test(userId) ? undefined : invalidField('userId', 'must be 1 to 12 digits');
}

/** What the vendor would refuse. */
export function problemsOf(message: AnyMessage, from: string | undefined): Problem[] {
  const { content: said, vendorFields } = message;
  const problems: Problem[] = [];
  if (from === undefined) problems.push(invalidField('from', 'is required'));
  else if (userIdProblem(from)) problems.push(invalidField('from', 'is no user id'));
  const actual = said.type === 'text' ? [...said.text].length : 0;
  if (actual > maxCharacters) {
    const limit = { max: maxCharacters, unit: 'characters', actual } as const;
    const problem = invalidField('content.text', `must be at most ${maxCharacters} characters long`, limit);
    problems.push(createProblem({ ...problem, code: 'message_too_large' }));
  }
  const own = ownSchema.safeParse(vendorFields, { reportInput: true });
  if (!own.success) problems.push(...problemsFromIssues(own.error.issues, 'vendor.semaphore'));
  return problems;
}

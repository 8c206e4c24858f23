import * as z from 'zod/mini';
import type { MessageEdit } from './change.ts';
import { ChatError } from './chat-error.ts';
import { problemsFromIssues } from './issues.ts';
import { messageSchemas } from './message-schema.ts';
import { once } from './once.ts';
import type { MessageRef } from './outcome.ts';
import { createProblem, invalidField } from './problem.ts';
import { filledStringSchema } from './string-schema.ts';

const refSchema = once(() =>
  z.strictObject({
    version: z.literal(1),
    vendor: filledStringSchema,
    app: filledStringSchema,
    conversation: z.enum(['direct', 'group', 'room']),
    from: filledStringSchema,
    to: filledStringSchema,
    messageId: z.optional(filledStringSchema),
    sequence: z.optional(filledStringSchema),
    sentAt: z.optional(z.number()),
  }),
);

const editSchema = once(() => {
  const { content, metadata } = messageSchemas().message.shape;
  return z.strictObject({ content: z.optional(content), metadata });
});

/** Refs as they were given, each a copy that keeps its shape. */
export interface CheckedRefs {
  readonly refs: readonly MessageRef[];
  /** Where one of them stood: `ref`, or `refs[3]`. */
  readonly fieldAt: (index: number) => string;
}

/** Checks one ref or a list of them. Throws a `ChatError` that names the first that is none. */
export function checkRefs(given: unknown, max: number): CheckedRefs {
  const isList = Array.isArray(given);
  const list: readonly unknown[] = isList ? given : [given];
  if (list.length === 0) {
    throw new ChatError(
      invalidField('refs', 'must name at least one message', { min: 1, unit: 'items', actual: 0 }),
    );
  }
  if (list.length > max) {
    throw new ChatError(
      createProblem({
        code: 'too_many_recipients',
        effect: 'not_sent',
        transient: false,
        message: `refs: at most ${max} at once`,
        field: 'refs',
        limit: { max, unit: 'items', actual: list.length },
      }),
    );
  }
  const fieldAt = (index: number) => (isList ? `refs[${index}]` : 'ref');
  // Not `map`: a list may have holes, which it passes over.
  return { refs: Array.from(list, (ref, index) => refAt(ref, fieldAt(index))), fieldAt };
}

/** Checks one ref. Throws a `ChatError` that names the member at fault. */
export function checkRef(given: unknown): MessageRef {
  return refAt(given, 'ref');
}

function refAt(given: unknown, field: string): MessageRef {
  const result = refSchema().safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  throw new ChatError(firstOf(problemsFromIssues(result.error.issues, field, field)));
}

/** Checks what a message is to be changed to. Throws a `ChatError` that names the member at fault. */
export function checkEdit(given: unknown): MessageEdit {
  const result = editSchema().safeParse(given, { reportInput: true });
  if (!result.success) throw new ChatError(firstOf(problemsFromIssues(result.error.issues, '', 'edit')));
  const { content, metadata } = result.data;
  if (content === undefined && metadata === undefined) {
    throw new ChatError(invalidField('edit', 'must have content, metadata or both'));
  }
  return result.data;
}

function firstOf<T>([first]: readonly T[]): T {
  // Who fails has a problem.
  return first as T;
}

import type { Context } from 'hono';
import { type InputIssue, InvalidInput } from '../invalid-input.ts';

type Status = 400 | 404 | 409 | 413 | 415 | 500 | 502;

/** What the control API answers when it refuses. */
export interface ControlErrorBody {
  readonly error: {
    readonly message: string;
    /** The first member that is wrong, such as `fault.kind`; absent where no single member is. */
    readonly field?: string;
    /** All that is wrong, where a body or a query was checked. */
    readonly issues?: readonly InputIssue[];
  };
}

/** A refusal by the control API. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: Status;
  readonly field: string | undefined;

  constructor(status: Status, message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** Turns whatever a route threw into JSON: ControlErrors as they are, wrong input as 400 with the field. */
export function answerError(error: unknown, context: Context): Response {
  if (error instanceof ControlError) {
    return reply(context, error.status, {
      message: error.message,
      ...(error.field === undefined ? {} : { field: error.field }),
    });
  }
  if (error instanceof InvalidInput) {
    const { issues } = error;
    const [first] = issues;
    return reply(context, 400, {
      message: first === undefined ? 'invalid' : `${first.field || 'body'}: ${first.message}`,
      ...(first === undefined || first.field === '' ? {} : { field: first.field }),
      issues,
    });
  }
  if (error instanceof RangeError) return reply(context, 400, { message: error.message });
  return reply(context, 500, { message: error instanceof Error ? error.message : 'unknown fault' });
}

function reply(context: Context, status: Status, error: ControlErrorBody['error']): Response {
  return context.json({ error } satisfies ControlErrorBody, status);
}

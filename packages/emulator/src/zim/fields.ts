import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import type { ZimSettings } from './options-schema.ts';

/** 0 or 1. A boolean or a string in its place is refused: what the vendor does with them is not documented. */
export const flag = z.union([z.literal(0), z.literal(1)]);

export const subMsgType = z.int().min(0).max(200);

export const priority = z.int().min(1).max(3);

export const sequence = z.int().min(1);

/**
 * Reads a POST action's body. Members that the schema does not name are let through unseen, unless the reading
 * is that they are refused.
 *
 * @throws Refusal 660000002 for a missing body, a missing member, or one of a wrong type
 */
export function readBody<Schema extends z.ZodObject>(
  { options }: ZimApp,
  schema: Schema,
  request: VendorRequest,
): z.output<Schema> {
  const result = schema.safeParse(request.json);
  if (result.success) {
    if (options.readings.unknownFields === 'refuse') refuseUnknown(schema, request.json);
    return result.data;
  }
  const issue = result.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? 'body' : issue.path.join('.');
  throw new Refusal(zimCodes.invalidParameter, `${path} is missing or invalid`);
}

function refuseUnknown(schema: z.ZodObject, body: unknown): void {
  for (const name of Object.keys(body as object)) {
    if (!Object.hasOwn(schema.shape, name)) {
      throw new Refusal(zimCodes.invalidParameter, `${name} is not a member of the request`);
    }
  }
}

/** @throws Refusal 660000002, unless the option says to replace what is no well-formed Unicode */
export function wellFormed(field: string, text: string, options: ZimSettings): string {
  if (text.isWellFormed()) return text;
  if (options.readings.illFormedText === 'replace') return text.toWellFormed();
  throw new Refusal(zimCodes.invalidParameter, `${field} is not well-formed text`);
}

/** Refuses a string with more bytes of UTF-8 than that. */
export function checkBytes(field: string, text: string | undefined, maxBytes: number, code: number): void {
  // No UTF-16 unit takes more than three bytes, so short texts need no counting.
  if (text === undefined || text.length * 3 <= maxBytes) return;
  if (Buffer.byteLength(text) > maxBytes) {
    throw new Refusal(code, `${field} is longer than ${maxBytes} bytes`);
  }
}

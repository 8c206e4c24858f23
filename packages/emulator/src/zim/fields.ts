import * as z from 'zod';
import type { Field } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import { zimCodes } from './codes.ts';
import type { ZimSettings } from './options-schema.ts';

/** 0 or 1. A boolean or a string in its place is refused: what the vendor does with them is not documented. */
export const flag = z.union([z.literal(0), z.literal(1)]);

export const subMsgType = z.int().min(0).max(200);

export const priority = z.int().min(1).max(3);

/** A whole number in the query of a GET. */
export const queryNumber = z
  .string()
  .regex(/^-?\d{1,10}$/)
  .transform(Number);

export const sequence = z.int().min(1);

/** The schemas of an action's members, as fields of which each is refused with 660000002. */
export function zimFields<Shape extends Readonly<Record<string, z.ZodType>>>(
  shape: Shape,
): { readonly [Name in keyof Shape]: Field<z.output<Shape[Name]>> } {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, zimField(schema)])) as {
    readonly [Name in keyof Shape]: Field<z.output<Shape[Name]>>;
  };
}

function zimField<Value>(schema: z.ZodType<Value>): Field<Value> {
  return (value, name = 'body') => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const path = [name, ...(result.error.issues[0]?.path ?? [])].join('.');
    throw new Refusal(zimCodes.invalidParameter, `${path} is missing or invalid`);
  };
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

import * as z from 'zod';
import { Refusal, type TencentImCode } from './codes.ts';

/** One field of a request body: what it must look like, and the code that says it does not. */
export interface Field<Value> {
  readonly schema: z.ZodType<Value>;
  readonly code: TencentImCode;
}

/**
 * The fields of a command. They are checked in the order they are written in, and the first that is wrong
 * decides the code, as the vendor gives every field a code of its own.
 */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values that a body of these fields has. */
export type ValuesOf<Shape extends Fields> = {
  [Name in keyof Shape]: Shape[Name] extends Field<infer Value> ? Value : never;
};

/** A parsed request body. */
export type Body = Readonly<Record<string, unknown>>;

/** A field and the code for a value that is absent (unless optional), of the wrong type, or out of range. */
export function field<Value>(schema: z.ZodType<Value>, code: TencentImCode): Field<Value> {
  return { schema, code };
}

/**
 * Reads a body field by field.
 * @returns the known fields; unknown ones are left out.
 * @throws Refusal with the code of the first field that is wrong.
 */
export function readFields<Shape extends Fields>(body: Body, shape: Shape): ValuesOf<Shape> {
  const values: Record<string, unknown> = {};
  for (const name in shape) {
    const known = shape[name];
    if (known === undefined) continue;
    const parsed = known.schema.safeParse(body[name]);
    if (!parsed.success) throw new Refusal(known.code);
    if (parsed.data !== undefined) values[name] = parsed.data;
  }
  return values as ValuesOf<Shape>;
}

/**
 * Refuses fields that are not of the command.
 * @param names the fields the command knows.
 * @param code the code to refuse with.
 */
export function refuseUnknown(body: Body, names: Iterable<string>, code: TencentImCode): void {
  const known = new Set(names);
  for (const name in body) {
    if (!known.has(name)) throw new Refusal(code, `unknown field ${JSON.stringify(name.slice(0, 64))}`);
  }
}

/** A 32-bit unsigned integer, as MsgSeq, MsgRandom and Random are. */
export const uint32 = z.int().min(0).max(0xffff_ffff);

/** A moment in Unix seconds, or another whole number from 0. */
export const count = z.int().min(0);

/** An Integer field that is a switch. */
export const zeroOrOne = z.literal([0, 1]);

/** An account named in a body. That it exists is another check. */
export const account = z.string().min(1);

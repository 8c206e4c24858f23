import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { TencentImCode } from './codes.ts';

/** Reads one field of a request body, or throws the Refusal of its own. `undefined` is a field left out. */
export type Field<Value> = (value: unknown) => Value;

/**
 * The fields of a command. They are read in the order they are written in, and the first that is wrong
 * decides the code, as the vendor gives every field a code of its own.
 */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values that a body of these fields has. */
export type ValuesOf<Shape extends Fields> = { [Name in keyof Shape]: ReturnType<Shape[Name]> };

/** A parsed request body. */
export type Body = Readonly<Record<string, unknown>>;

/** A field with the code for a value that is absent (unless optional), of the wrong type, or out of range. */
export function field<Value>(schema: z.ZodType<Value>, code: TencentImCode): Field<Value> {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new Refusal(code);
    return parsed.data;
  };
}

/**
 * Reads a body field by field; other fields are let be.
 * @throws Refusal with the code of the first field that is wrong.
 */
export function readFields<Shape extends Fields>(body: Body, shape: Shape): ValuesOf<Shape> {
  const values: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(shape)) values[name] = read(body[name]);
  return values as ValuesOf<Shape>;
}

/** @throws Refusal with `code` for a field that is not among the known ones. */
export function refuseUnknown(body: Body, known: readonly string[], code: TencentImCode): void {
  for (const name of Object.keys(body)) {
    if (!known.includes(name)) throw new Refusal(code, 'unknown field in the request');
  }
}

/** A 32-bit unsigned integer, as MsgSeq, MsgRandom and Random are. */
export const uint32 = z.int().min(0).max(0xffff_ffff);

/** A moment in Unix seconds, or another whole number from 0. */
export const wholeNumber = z.int().min(0);

/** An Integer field that is a switch. */
export const zeroOrOne = z.literal([0, 1]);

/** An account named in a body. Whether it exists is another check. */
export const account = z.string().min(1);

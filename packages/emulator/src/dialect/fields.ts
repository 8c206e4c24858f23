import type * as z from 'zod';
import { Refusal } from './refusal.ts';

/** What a call says, by the names of its fields. */
export type Body = Readonly<Record<string, unknown>>;

/** Reads one field of a call, or throws the Refusal of its own. `undefined` is a field left out. */
export type Field<Value> = (value: unknown, name?: string) => Value;

/**
 * The fields of a command. They are read in the order they are written in, and the first that is wrong decides the code,
 * as a vendor may give every field a code of its own.
 */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values that a call with these fields has. */
export type ValuesOf<Shape extends Fields> = { readonly [Name in keyof Shape]: ReturnType<Shape[Name]> };

/** A field with the code for a value that is absent (unless optional), of the wrong type, or out of range. */
export function field<Value>(schema: z.ZodType<Value>, code: number): Field<Value> {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new Refusal(code);
    return parsed.data;
  };
}

/** A field that the command reads by itself. */
export const asItIs: Field<unknown> = (value) => value;

/** Fields that the command reads by itself. */
export function unread(names: readonly string[]): Readonly<Record<string, Field<unknown>>> {
  return Object.fromEntries(names.map((name) => [name, asItIs]));
}

/**
 * Reads a call field by field; other fields are let be.
 * @throws Refusal with the code of the first field that is wrong
 */
export function readFields<Shape extends Fields>(body: Body, shape: Shape): ValuesOf<Shape> {
  const values: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(shape)) values[name] = read(body[name], name);
  return values as ValuesOf<Shape>;
}

/** @throws Refusal with `code` for a field that is not among the known ones */
export function refuseUnknown(body: Body, known: readonly string[], code: number): void {
  for (const name of Object.keys(body)) {
    if (!known.includes(name)) throw new Refusal(code, `${name} is not a field of the request`);
  }
}

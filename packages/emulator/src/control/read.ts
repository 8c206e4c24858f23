import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import * as z from 'zod';
import { readBody } from '../http/read-body.ts';
import type { EmulatorBindings } from '../http/server.ts';
import { parseInput } from '../invalid-input.ts';
import { type Vendor, vendors } from '../vendor.ts';
import { ControlError } from './control-error.ts';

export const vendorSchema = z.enum(vendors as [Vendor, ...Vendor[]]);

/** A page of a list: how many, and before which id. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  before: z.coerce.number().int().min(1).optional(),
};

const maxBodyBytes = 4 * 1024 * 1024;

/**
 * The body, checked. An empty one counts as `{}`.
 *
 * @throws ControlError 400 when it is no JSON, 413 when it is too large; InvalidInput when a member is wrong
 */
export async function readJson<Schema extends z.ZodType>(
  context: Context<EmulatorBindings>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = await readBody(context.env.incoming as IncomingMessage, maxBodyBytes);
  if (body === undefined) throw new ControlError(413, 'The body is too large, or broke off');
  const text = body.toString('utf8');
  let value: unknown = {};
  if (text.trim() !== '') {
    try {
      value = JSON.parse(text);
    } catch {
      throw new ControlError(400, 'The body is no JSON');
    }
  }
  return parseInput(schema, value, 'body');
}

/**
 * The query, checked; a parameter that is not known is an error.
 *
 * @throws InvalidInput
 */
export function readQuery<Shape extends z.ZodRawShape>(
  context: Context,
  shape: Shape,
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  return parseInput(z.strictObject(shape), context.req.query(), 'query');
}

/**
 * A number in the path.
 *
 * @throws ControlError 404, since no such thing can exist otherwise
 */
export function readId(context: Context): number {
  const text = context.req.param('id') ?? '';
  if (!/^\d{1,15}$/.test(text)) throw new ControlError(404, 'There is nothing of that id', 'id');
  return Number(text);
}

/** @throws ControlError 404 */
export function readVendor(context: Context): Vendor {
  const result = vendorSchema.safeParse(context.req.param('vendor'));
  if (!result.success) throw new ControlError(404, `vendor is ${vendors.join(' or ')}`, 'vendor');
  return result.data;
}

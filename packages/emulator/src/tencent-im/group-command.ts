import * as z from 'zod';
import { type Field, field } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import type { TencentImGroup } from './groups.ts';
import { FIXED } from './limits.ts';

/** The id of a group, as every command has it. */
export const groupField = field(z.string(), tencentImCodes.groupParameterInvalid);

/** A text of a group. Its length is counted in bytes of UTF-8; the code for too many is not documented [?]. */
export function groupTextField(maxBytes: number, required: 'required'): Field<string>;
export function groupTextField(maxBytes: number): Field<string | undefined>;
export function groupTextField(maxBytes: number, required?: 'required'): Field<string | undefined> {
  const fits = z.string().refine((text) => Buffer.byteLength(text) <= maxBytes);
  return field(required === 'required' ? fits.min(1) : fits.optional(), tencentImCodes.groupParameterInvalid);
}

/** Printable ASCII of at most 48 bytes; else 10015. Then it must exist: 10010. */
export function readGroup(app: App, value: unknown): TencentImGroup {
  const groupId = groupField(value);
  if (!/^[\x20-\x7e]+$/.test(groupId) || groupId.length > FIXED.groupIdBytes)
    throw new Refusal(tencentImCodes.groupIdInvalid);
  const group = app.groups.get(groupId);
  if (group === undefined) throw new Refusal(tencentImCodes.groupNotFound);
  return group;
}

/** The reply to the first of a kind, or its promise. */
export type SentToGroup = JsonObject | Promise<JsonObject>;

/** What a copy is answered is not documented [?]. */
export function groupDuplicateReply(app: App, first: SentToGroup): SentToGroup {
  const { duplicateReply } = app.options.readings;
  if (typeof duplicateReply === 'number') throw new Refusal(duplicateReply);
  return first;
}

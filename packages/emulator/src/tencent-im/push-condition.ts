import * as z from 'zod';
import { type Body, field } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { FIXED } from './limits.ts';

/** Whom a push reaches: by tags, or by attributes. */
export interface Condition {
  readonly tagsOr?: readonly string[];
  readonly tagsAnd?: readonly string[];
  readonly attributesOr?: Readonly<Record<string, string>>;
  readonly attributesAnd?: Readonly<Record<string, string>>;
}

const KNOWN = new Set(['TagsOr', 'TagsAnd', 'AttrsOr', 'AttrsAnd']);
const tagList = field(z.array(z.string()).optional(), tencentImCodes.messageInvalid);
const attributeMap = field(z.record(z.string(), z.string()).optional(), tencentImCodes.attributeInvalid);

/**
 * Reads a Condition (1047/37166).
 * @throws Refusal: 90039 tags with attributes, 90040 an empty tag, 90020 a tag over 50 bytes, 90032 more than
 * 10, 90022 one tag in both lists, 90033 a bad attribute, 90010 anything else. A member this command does not
 * have is always refused: a condition that was passed over would reach the wrong people.
 */
export function readCondition(app: App, value: Body): Condition {
  for (const name of Object.keys(value)) {
    if (!KNOWN.has(name)) throw new Refusal(tencentImCodes.messageInvalid, 'unknown member of Condition');
  }
  const tagsOr = tagList(value.TagsOr);
  const tagsAnd = tagList(value.TagsAnd);
  const attributesOr = attributeMap(value.AttrsOr);
  const attributesAnd = attributeMap(value.AttrsAnd);
  const hasTags = tagsOr !== undefined || tagsAnd !== undefined;
  if (hasTags && (attributesOr !== undefined || attributesAnd !== undefined))
    throw new Refusal(tencentImCodes.tagsWithAttributes);
  for (const tags of [tagsOr ?? [], tagsAnd ?? []]) {
    if (tags.length > FIXED.tagsPerCondition) throw new Refusal(tencentImCodes.tooManyTags);
    for (const tag of tags) {
      if (tag === '') throw new Refusal(tencentImCodes.tagEmpty);
      if (Buffer.byteLength(tag) > FIXED.tagBytes) throw new Refusal(tencentImCodes.tagTooLong);
    }
  }
  if (tagsOr?.some((tag) => tagsAnd?.includes(tag))) throw new Refusal(tencentImCodes.tagInBothLists);
  for (const attributes of [attributesOr ?? {}, attributesAnd ?? {}]) {
    for (const [name, wanted] of Object.entries(attributes)) {
      if (!app.profiles.hasAttributeName(name)) throw new Refusal(tencentImCodes.attributeInvalid);
      if (Buffer.byteLength(wanted) > FIXED.tagBytes) throw new Refusal(tencentImCodes.attributeInvalid);
    }
  }
  return { tagsOr, tagsAnd, attributesOr, attributesAnd };
}

/** Whether a condition names a user. An empty list or object asks for nothing. */
export function isMeant(app: App, condition: Condition, userId: string): boolean {
  const tags = app.profiles.tagsOf(userId);
  const attributes = app.profiles.attributesOf(userId);
  const hasTag = (tag: string) => tags.has(tag);
  const hasAttribute = ([name, value]: [string, string]) => attributes.get(name) === value;
  const { tagsOr = [], tagsAnd = [], attributesOr = {}, attributesAnd = {} } = condition;
  const anyOf = Object.entries(attributesOr);
  return (
    (tagsOr.length === 0 || tagsOr.some(hasTag)) &&
    tagsAnd.every(hasTag) &&
    (anyOf.length === 0 || anyOf.some(hasAttribute)) &&
    Object.entries(attributesAnd).every(hasAttribute)
  );
}

import * as z from 'zod/mini';
import { filledText, text } from './adapter/text-schema.ts';
import { imageFormats } from './content.ts';
import { audiences } from './message.ts';

const url = filledText.check(
  z.refine((value: string) => URL.canParse(value) && /^https?:/i.test(value), {
    error: 'must be an http or https URL',
  }),
);

const atLeastZero = z.number().check(z.minimum(0));
const bytes = z.int().check(z.minimum(0));
const pixels = z.int().check(z.minimum(1));

const picture = { url, width: pixels, height: pixels, size: z.optional(bytes) };

const parts = [
  z.strictObject({ type: z.literal('text'), text: filledText }),
  z.strictObject({
    type: z.literal('image'),
    ...picture,
    format: z.optional(z.enum(imageFormats)),
    fileName: z.optional(filledText),
    thumbnail: z.optional(z.strictObject(picture)),
    large: z.optional(z.strictObject(picture)),
  }),
  z.strictObject({
    type: z.literal('audio'),
    url,
    durationSeconds: atLeastZero,
    size: z.optional(bytes),
    fileName: z.optional(filledText),
  }),
  z.strictObject({
    type: z.literal('video'),
    url,
    durationSeconds: atLeastZero,
    thumbnail: z.strictObject(picture),
    size: z.optional(bytes),
    format: z.optional(filledText),
    fileName: z.optional(filledText),
  }),
  z.strictObject({
    type: z.literal('file'),
    url,
    fileName: filledText,
    size: z.optional(bytes),
  }),
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number().check(z.minimum(-90), z.maximum(90)),
    longitude: z.number().check(z.minimum(-180), z.maximum(180)),
    label: z.optional(text),
  }),
  z.strictObject({ type: z.literal('face'), index: z.int(), data: z.optional(text) }),
  z.strictObject({
    type: z.literal('custom'),
    data: filledText,
    description: z.optional(text),
    subType: z.optional(z.int().check(z.minimum(0), z.maximum(200))),
  }),
] as const;

const part = z.discriminatedUnion('type', parts);

const content = z.discriminatedUnion('type', [
  ...parts,
  z.strictObject({
    type: z.literal('signal'),
    data: z.union([
      filledText,
      z.instanceof(Uint8Array).check(z.refine((data) => data.length > 0, { error: 'must not be empty' })),
    ]),
  }),
  z.strictObject({
    type: z.literal('mixed'),
    parts: z.array(part).check(z.minLength(1), z.maxLength(20)),
  }),
]);

const fields = {
  from: z.optional(filledText),
  content,
  metadata: z.optional(filledText),
  priority: z.optional(z.enum(['low', 'normal', 'high'])),
  senderCopy: z.optional(z.boolean()),
  countsAsUnread: z.optional(z.boolean()),
  readReceipt: z.optional(z.boolean()),
  push: z.optional(
    z.strictObject({
      title: filledText,
      body: filledText,
      payload: z.optional(text),
      badge: z.optional(z.int().check(z.minimum(0), z.maximum(99))),
    }),
  ),
  timeToLive: z.optional(z.int().check(z.minimum(0))),
  idempotencyKey: z.optional(filledText),
  vendor: z.optional(z.record(z.string(), z.unknown())),
};

export const messageSchema = z.strictObject(fields);

export const broadcastSchema = z.strictObject({ ...fields, audience: z.enum(audiences) });

export const userProfileSchema = z.strictObject({
  userId: text,
  name: z.optional(text),
  avatarUrl: z.optional(url),
});

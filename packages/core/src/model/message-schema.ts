import * as z from 'zod/mini';
import { imageFormats } from './content.ts';
import { audiences } from './message.ts';
import { once } from './once.ts';
import { ownCopy } from './own-copy.ts';
import { filledStringSchema, stringSchema } from './string-schema.ts';

/** Our own rules for each kind of message, and for a user. */
export const messageSchemas = once(() => {
  const url = filledStringSchema.check(
    z.refine((value: string) => URL.canParse(value) && /^https?:/i.test(value), {
      error: 'must be an http or https URL',
    }),
  );

  const atLeastZero = z.number().check(z.minimum(0));
  const bytes = z.int().check(z.minimum(0));
  const pixels = z.int().check(z.minimum(1));

  const picture = { url, width: pixels, height: pixels, size: z.optional(bytes) };

  const parts = [
    z.strictObject({ type: z.literal('text'), text: filledStringSchema }),
    z.strictObject({
      type: z.literal('image'),
      ...picture,
      format: z.optional(z.enum(imageFormats)),
      fileName: z.optional(filledStringSchema),
      thumbnail: z.optional(z.strictObject(picture)),
      large: z.optional(z.strictObject(picture)),
    }),
    z.strictObject({
      type: z.literal('audio'),
      url,
      durationSeconds: atLeastZero,
      size: z.optional(bytes),
      fileName: z.optional(filledStringSchema),
    }),
    z.strictObject({
      type: z.literal('video'),
      url,
      durationSeconds: atLeastZero,
      thumbnail: z.strictObject(picture),
      size: z.optional(bytes),
      format: z.optional(filledStringSchema),
      fileName: z.optional(filledStringSchema),
    }),
    z.strictObject({
      type: z.literal('file'),
      url,
      fileName: filledStringSchema,
      size: z.optional(bytes),
    }),
    z.strictObject({
      type: z.literal('location'),
      latitude: z.number().check(z.minimum(-90), z.maximum(90)),
      longitude: z.number().check(z.minimum(-180), z.maximum(180)),
      label: z.optional(stringSchema),
    }),
    z.strictObject({ type: z.literal('face'), index: z.int(), data: z.optional(stringSchema) }),
    z.strictObject({
      type: z.literal('custom'),
      data: filledStringSchema,
      description: z.optional(stringSchema),
      subType: z.optional(z.int().check(z.minimum(0), z.maximum(200))),
    }),
  ] as const;

  const part = z.discriminatedUnion('type', parts);

  const content = z.discriminatedUnion('type', [
    ...parts,
    z.strictObject({
      type: z.literal('signal'),
      data: z.union(
        [
          filledStringSchema,
          z.instanceof(Uint8Array).check(z.refine((data) => data.length > 0, { error: 'must not be empty' })),
        ],
        { error: 'must be a string or a Uint8Array' },
      ),
    }),
    z.strictObject({
      type: z.literal('mixed'),
      parts: z.array(part).check(z.minLength(1), z.maxLength(20)),
    }),
  ]);

  /** What a vendor alone has. Its adapter checks it later, when the caller's object may be another. */
  const vendorEntries = z.optional(
    z.record(
      z.string(),
      z.pipe(
        z.unknown(),
        z.transform((value: unknown) => ownCopy(value)),
      ),
    ),
  );

  const fields = {
    from: z.optional(filledStringSchema),
    content,
    metadata: z.optional(filledStringSchema),
    priority: z.optional(z.enum(['low', 'normal', 'high'])),
    senderCopy: z.optional(z.boolean()),
    countsAsUnread: z.optional(z.boolean()),
    readReceipt: z.optional(z.boolean()),
    push: z.optional(
      z.strictObject({
        title: filledStringSchema,
        body: filledStringSchema,
        payload: z.optional(stringSchema),
        badge: z.optional(z.int().check(z.minimum(0), z.maximum(99))),
      }),
    ),
    timeToLive: z.optional(z.int().check(z.minimum(0))),
    idempotencyKey: z.optional(filledStringSchema),
    vendor: vendorEntries,
  };

  const userIds = z.array(filledStringSchema).check(z.minLength(1));

  return {
    message: z.strictObject(fields),
    broadcast: z.strictObject({ ...fields, audience: z.enum(audiences) }),
    group: z.strictObject({
      ...fields,
      groupId: filledStringSchema,
      mentions: z.optional(z.strictObject({ everyone: z.optional(z.boolean()), users: z.optional(userIds) })),
      targets: z.optional(z.strictObject({ only: z.optional(userIds), except: z.optional(userIds) })),
    }),
    room: z.strictObject({ ...fields, roomId: filledStringSchema }),
    userProfile: z.strictObject({
      userId: stringSchema,
      name: z.optional(stringSchema),
      avatarUrl: z.optional(url),
      vendor: vendorEntries,
    }),
  };
});

import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import { zimCodes } from './codes.ts';

const atMost = (maxBytes: number) =>
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= maxBytes, `longer than ${maxBytes} bytes`);

const url = atMost(500);
const fileName = atMost(150);
const pixels = z.number().min(0);
const picture = z.object({ Url: url, Width: pixels, Height: pixels });
/** A video's first frame: width and height must not be 0 (rule of 2026-05). */
const firstFrame = z.object({ Url: url, Width: z.number().gt(0), Height: z.number().gt(0) });

const image = z.object({
  Uid: z.string().min(1),
  Origin: picture,
  LargeImage: picture.optional(),
  Thumbnail: picture.optional(),
  FileName: fileName,
  Size: z.number().min(0).optional(),
});

const file = z.object({
  Uid: z.string().min(1),
  Url: url,
  FileName: fileName,
  Size: z.number().min(0).optional(),
});

const audio = z.object({ ...file.shape, MediaDuration: z.number().min(0).optional() });

const video = z.object({ ...audio.shape, Thumbnail: firstFrame.optional() });

/** The stringified objects of types 11 to 14. */
const mediaSchemas = { 11: image, 12: file, 13: audio, 14: video } as const;

export type MediaType = keyof typeof mediaSchemas;

export function isMediaType(type: number): type is MediaType {
  return type in mediaSchemas;
}

/**
 * Checks a media object in its stringified form. Codes for what is wrong inside are not documented.
 *
 * @throws Refusal 660000002
 */
export function checkMedia(type: MediaType, text: string): void {
  const result = mediaSchemas[type].safeParse(parseObject(text));
  if (result.success) return;
  const path = result.error.issues[0]?.path.join('.') || 'Message';
  throw new Refusal(zimCodes.invalidParameter, `${path} of type ${type} is missing or invalid`);
}

/** @throws Refusal 660000002 when the text is no JSON */
export function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(zimCodes.invalidParameter, 'Message is not a stringified object');
  }
}

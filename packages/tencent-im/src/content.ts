import type { Content, ContentPart } from '@polychat/core/adapter';
import { elementFromWire } from './element-from-wire.ts';
import { type MessageElement, partToWire, signalToWire, wholeSeconds } from './element-to-wire.ts';
import { imageFormatOf, videoFormatOf } from './media.ts';

/** A content as `MsgBody`: one element, or as many as a mixed content has parts. */
export function contentToWire(content: Content): readonly MessageElement[] {
  if (content.type === 'signal') return [signalToWire(content)];
  return content.type === 'mixed' ? content.parts.map((part) => partToWire(part)) : [partToWire(content)];
}

/**
 * A `MsgBody` from a webhook or from history as a content; undefined where an element of it is of a kind, or in a
 * form, that Polychat does not know, since a part of a message must not pass for the whole.
 */
export function contentFromWire(body: unknown): Content | undefined {
  if (!Array.isArray(body)) return undefined;
  const [first, ...others] = body.map(elementFromWire);
  if (others.length === 0) return first;
  const parts: ContentPart[] = [];
  for (const part of [first, ...others]) {
    if (!part || part.type === 'signal') return undefined;
    parts.push(part);
  }
  return { type: 'mixed', parts };
}

/**
 * What is left of a content once Tencent IM has carried it: formats are always said, durations are whole seconds,
 * only files keep their name, and a mixed content of one part is that part.
 */
export function canonicalizeContent(content: Content): Content {
  if (content.type === 'signal') return content;
  if (content.type !== 'mixed') return canonicalizePart(content);
  const parts = content.parts.map(canonicalizePart);
  const [only] = parts;
  return only && parts.length === 1 ? only : { type: 'mixed', parts };
}

function canonicalizePart(part: ContentPart): ContentPart {
  switch (part.type) {
    case 'image': {
      const { fileName: _, ...kept } = part;
      return { ...kept, format: imageFormatOf(part) };
    }
    case 'audio': {
      const { fileName: _, ...kept } = part;
      return { ...kept, durationSeconds: wholeSeconds(part.durationSeconds) };
    }
    case 'video': {
      const { fileName: _, format: __, ...kept } = part;
      const format = videoFormatOf(part);
      return {
        ...kept,
        durationSeconds: wholeSeconds(part.durationSeconds),
        ...(format === undefined ? {} : { format }),
      };
    }
    default:
      return part;
  }
}

import type { Content, ContentPart } from '@polychat/core/adapter';
import { imageFormatOf, videoFormatOf, wholeSeconds } from './media.ts';

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

import type { Content, ContentPart, Picture } from '@polychat/core/adapter';
import { fileNameOf } from './media.ts';
import { defaultSubMsgType } from './wire.ts';

/**
 * What is left of a content once ZIM has carried it. It has no place for the format of an image or a video, the
 * size of a thumbnail, and the description of a custom content; it fills in file names and a `subType` of 0.
 */
export function canonicalizeContent(content: Content): Content {
  if (content.type === 'signal') return content;
  return content.type === 'mixed'
    ? { type: 'mixed', parts: content.parts.map(canonicalizePart) }
    : canonicalizePart(content);
}

function canonicalizePart(part: ContentPart): ContentPart {
  switch (part.type) {
    case 'custom':
      return { type: 'custom', data: part.data, subType: part.subType ?? defaultSubMsgType };
    case 'image': {
      const { type, url, width, height, thumbnail, large } = part;
      return {
        ...{ type, url, width, height, ...sizeOf(part), fileName: fileNameOf(part) },
        ...(thumbnail && { thumbnail: canonicalizePicture(thumbnail) }),
        ...(large && { large: canonicalizePicture(large) }),
      };
    }
    case 'file':
      return { type: 'file', url: part.url, ...sizeOf(part), fileName: part.fileName };
    case 'audio': {
      const { type, url, durationSeconds } = part;
      return { type, url, ...sizeOf(part), fileName: fileNameOf(part), durationSeconds };
    }
    case 'video': {
      const { type, url, durationSeconds } = part;
      const thumbnail = canonicalizePicture(part.thumbnail);
      return { type, url, ...sizeOf(part), fileName: fileNameOf(part), durationSeconds, thumbnail };
    }
    default:
      return part;
  }
}

function canonicalizePicture({ url, width, height }: Picture): Picture {
  return { url, width, height };
}

function sizeOf({ size }: { readonly size?: number }): { readonly size?: number } {
  return size === undefined ? {} : { size };
}

import {
  type AudioContent,
  type Content,
  type ContentPart,
  type CustomContent,
  type FileContent,
  fromBase64,
  type ImageContent,
  type Picture,
  type SignalContent,
  toBase64,
  type VideoContent,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { fileNameOf, type Media } from './media.ts';
import { md5Hex } from './sign.ts';
import {
  messageTypes,
  type WireContent,
  type WireImage,
  type WireMedia,
  type WireMixed,
  type WirePicture,
} from './wire.ts';

/** What this vendor has a message type for. */
type ZimPart = Exclude<ContentPart, { type: 'location' | 'face' }>;
/** A content of which this vendor has the type, and those of all its parts. */
export type ZimContent =
  | ZimPart
  | SignalContent
  | { readonly type: 'mixed'; readonly parts: readonly ZimPart[] };

/** Whether this vendor has the type of a content, and of all its parts. */
export function isCarried(content: Content): content is ZimContent {
  return content.type === 'mixed' ? content.parts.every(isCarriedPart) : isCarriedPart(content);
}

function isCarriedPart({ type }: Content): boolean {
  return type !== 'location' && type !== 'face';
}

/** A content as the vendor wants it ("MessageBody introduction", article 16508, 2026-05-06). */
export function contentToWire(content: ZimContent): WireContent {
  switch (content.type) {
    case 'signal':
      return typeof content.data === 'string'
        ? { MessageType: messageTypes.signal, Message: content.data }
        : { MessageType: messageTypes.signal, Message: toBase64(content.data), IsBase64: 1 };
    case 'mixed': {
      const MultiMsg = content.parts.map((part) => {
        const { type, subType, text } = partToWire(part);
        return { MsgType: type, SubMsgType: subType, Msg: text };
      });
      return {
        MessageType: messageTypes.mixed,
        Message: JSON.stringify({ MultiMsg } satisfies WireMixed),
      };
    }
    default: {
      const { type, subType, text } = partToWire(content);
      return subType === undefined
        ? { MessageType: type, Message: text }
        : { MessageType: type, Message: text, SubMsgType: subType };
    }
  }
}

interface WirePart {
  readonly type: number;
  readonly subType?: number;
  readonly text: string;
}

function partToWire(part: ZimPart): WirePart {
  const type = messageTypes[part.type];
  switch (part.type) {
    case 'text':
      return { type, text: part.text };
    case 'custom':
      return { type, subType: subTypeOf(part), text: part.data };
    case 'image':
      return { type, text: JSON.stringify(imageToWire(part)) };
    default:
      return { type, text: JSON.stringify(mediaToWire(part)) };
  }
}

function imageToWire(image: ImageContent): WireImage {
  return {
    Uid: md5Hex(image.url),
    Origin: pictureToWire(image),
    LargeImage: image.large && pictureToWire(image.large),
    Thumbnail: image.thumbnail && pictureToWire(image.thumbnail),
    FileName: fileNameOf(image),
    Size: image.size,
  };
}

function mediaToWire(media: Exclude<Media, ImageContent>): WireMedia {
  return {
    Uid: md5Hex(media.url),
    Url: media.url,
    FileName: fileNameOf(media),
    Size: media.size,
    MediaDuration: media.type === 'file' ? undefined : media.durationSeconds,
    Thumbnail: media.type === 'video' ? pictureToWire(media.thumbnail) : undefined,
  };
}

function pictureToWire({ url, width, height }: Picture): WirePicture {
  return { Url: url, Width: width, Height: height };
}

function subTypeOf(custom: CustomContent): number {
  return custom.subType ?? 0;
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const number = z.nullish(z.number());
const wirePicture = z.object({ Url: z.string(), Width: z.number(), Height: z.number() });
const wireImage = z.object({
  Origin: wirePicture,
  LargeImage: z.nullish(wirePicture),
  Thumbnail: z.nullish(wirePicture),
  FileName: z.string(),
  Size: number,
});
const wireMedia = z.object({
  Url: z.string(),
  FileName: z.string(),
  Size: number,
  MediaDuration: number,
  Thumbnail: z.nullish(wirePicture),
});
const wireMixed = z.object({
  MultiMsg: z.array(z.object({ MsgType: z.number(), SubMsgType: number, Msg: z.string() })),
});

/** The way back. Undefined for what is not the vendor's form, or is a type that Polychat has no word for. */
export function contentFromWire(wire: WireContent): ZimContent | undefined {
  switch (wire.MessageType) {
    case messageTypes.signal: {
      if (wire.IsBase64 !== 1) return { type: 'signal', data: wire.Message };
      const data = fromBase64(wire.Message);
      return data && { type: 'signal', data };
    }
    case messageTypes.mixed: {
      const mixed = wireMixed.safeParse(json(wire.Message));
      if (!mixed.success) return undefined;
      const parts = mixed.data.MultiMsg.map(({ MsgType, SubMsgType, Msg }) =>
        partFromWire({ type: MsgType, subType: SubMsgType ?? undefined, text: Msg }),
      );
      return parts.every((part) => part !== undefined) ? { type: 'mixed', parts } : undefined;
    }
    default:
      return partFromWire({ type: wire.MessageType, subType: wire.SubMsgType, text: wire.Message });
  }
}

function partFromWire({ type, subType, text }: WirePart): ZimPart | undefined {
  switch (type) {
    case messageTypes.text:
      return { type: 'text', text };
    case messageTypes.custom:
      return { type: 'custom', data: text, subType: subType ?? 0 };
    case messageTypes.image:
      return imageFromWire(text);
    case messageTypes.file:
    case messageTypes.audio:
    case messageTypes.video:
      return mediaFromWire(type, text);
    default:
      return undefined;
  }
}

function imageFromWire(text: string): ImageContent | undefined {
  const image = wireImage.safeParse(json(text));
  if (!image.success) return undefined;
  const { Origin, LargeImage, Thumbnail, FileName, Size } = image.data;
  return {
    type: 'image',
    ...pictureFromWire(Origin),
    ...(typeof Size === 'number' && { size: Size }),
    fileName: FileName,
    ...(Thumbnail && { thumbnail: pictureFromWire(Thumbnail) }),
    ...(LargeImage && { large: pictureFromWire(LargeImage) }),
  };
}

function mediaFromWire(type: number, text: string): FileContent | AudioContent | VideoContent | undefined {
  const media = wireMedia.safeParse(json(text));
  if (!media.success) return undefined;
  const { Url, FileName, Size, MediaDuration, Thumbnail } = media.data;
  const shared = { url: Url, ...(typeof Size === 'number' && { size: Size }), fileName: FileName };
  if (type === messageTypes.file) return { type: 'file', ...shared };
  // The vendor does not require a duration; ours do.
  const durationSeconds = MediaDuration ?? 0;
  if (type === messageTypes.audio) return { type: 'audio', ...shared, durationSeconds };
  return Thumbnail
    ? { type: 'video', ...shared, durationSeconds, thumbnail: pictureFromWire(Thumbnail) }
    : undefined;
}

function pictureFromWire({ Url, Width, Height }: WirePicture): Picture {
  return { url: Url, width: Width, height: Height };
}

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
      return { type: 'custom', data: part.data, subType: subTypeOf(part) };
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

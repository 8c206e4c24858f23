import {
  type AudioContent,
  type Content,
  type ContentPart,
  type FileContent,
  fromBase64,
  type ImageContent,
  once,
  type Picture,
  parseJsonAs,
  schema,
  type VideoContent,
} from '@polychat/core/adapter';
import type { output } from 'zod/mini';
import { defaultSubMsgType, messageTypes, type WirePicture } from './wire.ts';

const number = () => schema.nullish(schema.number());
const pictureSchema = () =>
  schema.object({ Url: schema.string(), Width: schema.number(), Height: schema.number() });
const imageSchema = once(() =>
  schema.object({
    Origin: pictureSchema(),
    LargeImage: schema.nullish(pictureSchema()),
    Thumbnail: schema.nullish(pictureSchema()),
    FileName: schema.string(),
    Size: number(),
  }),
);
const mediaSchema = once(() =>
  schema.object({
    Url: schema.string(),
    FileName: schema.string(),
    Size: number(),
    MediaDuration: number(),
    Thumbnail: schema.nullish(pictureSchema()),
  }),
);
const partSchema = () =>
  schema.object({ MsgType: schema.number(), SubMsgType: number(), Msg: schema.string() });
const mixedSchema = once(() => schema.object({ MultiMsg: schema.array(partSchema()) }));

const contentSchema = once(() =>
  schema.object({
    MessageType: schema.number(),
    Message: schema.string(),
    IsBase64: number(),
    SubMsgType: number(),
  }),
);

/** The way back. Undefined for what is not the vendor's form, or is a type that Polychat has no word for. */
export function contentFromWire(wire: unknown): Content | undefined {
  const content = contentSchema().safeParse(wire);
  if (!content.success) return undefined;
  const { MessageType, Message, IsBase64, SubMsgType } = content.data;
  switch (MessageType) {
    case messageTypes.signal: {
      if (IsBase64 !== 1) return { type: 'signal', data: Message };
      const data = fromBase64(Message);
      return data && { type: 'signal', data };
    }
    case messageTypes.mixed: {
      const items = parseJsonAs(mixedSchema(), Message)?.MultiMsg;
      const parts = items?.map(partFromWire);
      return parts?.every((part) => part !== undefined) ? { type: 'mixed', parts } : undefined;
    }
    default:
      return partFromWire({ MsgType: MessageType, SubMsgType, Msg: Message });
  }
}

function partFromWire({
  MsgType,
  SubMsgType,
  Msg,
}: output<ReturnType<typeof partSchema>>): ContentPart | undefined {
  switch (MsgType) {
    case messageTypes.text:
      return { type: 'text', text: Msg };
    case messageTypes.custom:
      return { type: 'custom', data: Msg, subType: SubMsgType ?? defaultSubMsgType };
    case messageTypes.image:
      return imageFromWire(Msg);
    case messageTypes.file:
    case messageTypes.audio:
    case messageTypes.video:
      return mediaFromWire(MsgType, Msg);
    default:
      return undefined;
  }
}

function imageFromWire(text: string): ImageContent | undefined {
  const image = parseJsonAs(imageSchema(), text);
  if (!image) return undefined;
  const { Origin, LargeImage, Thumbnail, FileName, Size } = image;
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
  const media = parseJsonAs(mediaSchema(), text);
  if (!media) return undefined;
  const { Url, FileName, Size, MediaDuration, Thumbnail } = media;
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

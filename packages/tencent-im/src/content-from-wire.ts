import {
  type Content,
  type ContentPart,
  fromBase64,
  once,
  type Picture,
  type SignalContent,
  schema,
} from '@polychat/core/adapter';
import type { output } from 'zod/mini';
import { imageSizes, signalMarkers } from './content-to-wire.ts';
import { imageFormatNumbers } from './media.ts';

const text = () => schema.string();
const optionalText = () => schema.nullish(schema.string());
const optionalNumber = () => schema.nullish(schema.number());

const imageInfoSchema = () =>
  schema.object({
    Type: schema.number(),
    Size: optionalNumber(),
    Width: schema.number(),
    Height: schema.number(),
    URL: text(),
  });

/** Elements as they come back in webhooks and history: members beside these are let through and forgotten. */
const elementSchema = once(() =>
  schema.discriminatedUnion('MsgType', [
    schema.object({ MsgType: schema.literal('TIMTextElem'), MsgContent: schema.object({ Text: text() }) }),
    schema.object({
      MsgType: schema.literal('TIMImageElem'),
      MsgContent: schema.object({
        ImageFormat: optionalNumber(),
        ImageInfoArray: schema.array(imageInfoSchema()),
      }),
    }),
    schema.object({
      MsgType: schema.literal('TIMSoundElem'),
      MsgContent: schema.object({ Url: text(), Size: optionalNumber(), Second: schema.number() }),
    }),
    schema.object({
      MsgType: schema.literal('TIMVideoFileElem'),
      MsgContent: schema.object({
        VideoUrl: text(),
        VideoSize: optionalNumber(),
        VideoSecond: schema.number(),
        VideoFormat: optionalText(),
        ThumbUrl: text(),
        ThumbSize: optionalNumber(),
        ThumbWidth: schema.number(),
        ThumbHeight: schema.number(),
      }),
    }),
    schema.object({
      MsgType: schema.literal('TIMFileElem'),
      MsgContent: schema.object({ Url: text(), FileSize: optionalNumber(), FileName: text() }),
    }),
    schema.object({
      MsgType: schema.literal('TIMLocationElem'),
      MsgContent: schema.object({
        Desc: optionalText(),
        Latitude: schema.number(),
        Longitude: schema.number(),
      }),
    }),
    schema.object({
      MsgType: schema.literal('TIMFaceElem'),
      MsgContent: schema.object({ Index: schema.number(), Data: optionalText() }),
    }),
    schema.object({
      MsgType: schema.literal('TIMCustomElem'),
      MsgContent: schema.object({ Data: text(), Desc: optionalText(), Ext: optionalText() }),
    }),
  ]),
);

type KnownElement = output<ReturnType<typeof elementSchema>>;

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

function elementFromWire(element: unknown): ContentPart | SignalContent | undefined {
  const result = elementSchema().safeParse(element);
  return result.success ? partOf(result.data) : undefined;
}

function partOf({ MsgType, MsgContent }: KnownElement): ContentPart | SignalContent | undefined {
  switch (MsgType) {
    case 'TIMTextElem':
      return { type: 'text', text: MsgContent.Text };
    case 'TIMImageElem':
      return imageOf(MsgContent);
    case 'TIMSoundElem':
      return {
        type: 'audio',
        url: MsgContent.Url,
        durationSeconds: MsgContent.Second,
        ...given('size', MsgContent.Size),
      };
    case 'TIMVideoFileElem':
      return {
        type: 'video',
        url: MsgContent.VideoUrl,
        durationSeconds: MsgContent.VideoSecond,
        thumbnail: {
          url: MsgContent.ThumbUrl,
          width: MsgContent.ThumbWidth,
          height: MsgContent.ThumbHeight,
          ...given('size', MsgContent.ThumbSize),
        },
        ...given('size', MsgContent.VideoSize),
        ...given('format', MsgContent.VideoFormat),
      };
    case 'TIMFileElem':
      return {
        type: 'file',
        url: MsgContent.Url,
        fileName: MsgContent.FileName,
        ...given('size', MsgContent.FileSize),
      };
    case 'TIMLocationElem':
      return {
        type: 'location',
        latitude: MsgContent.Latitude,
        longitude: MsgContent.Longitude,
        ...given('label', MsgContent.Desc),
      };
    case 'TIMFaceElem':
      return { type: 'face', index: MsgContent.Index, ...given('data', MsgContent.Data) };
    case 'TIMCustomElem':
      return customOf(MsgContent);
  }
}

type ContentOf<Type extends KnownElement['MsgType']> = Extract<KnownElement, { MsgType: Type }>['MsgContent'];

function imageOf({ ImageFormat, ImageInfoArray }: ContentOf<'TIMImageElem'>): ContentPart | undefined {
  const pictureOfType = (type: number): Picture | undefined => {
    const info = ImageInfoArray.find((candidate) => candidate.Type === type);
    return info && { url: info.URL, width: info.Width, height: info.Height, ...given('size', info.Size) };
  };
  const original = pictureOfType(imageSizes.original);
  if (!original) return undefined;
  return {
    type: 'image',
    ...original,
    format: imageFormatOfNumber(ImageFormat),
    ...given('large', pictureOfType(imageSizes.large)),
    ...given('thumbnail', pictureOfType(imageSizes.thumbnail)),
  };
}

function imageFormatOfNumber(number: number | null | undefined) {
  switch (number) {
    case imageFormatNumbers.jpg:
      return 'jpg';
    case imageFormatNumbers.gif:
      return 'gif';
    case imageFormatNumbers.png:
      return 'png';
    case imageFormatNumbers.bmp:
      return 'bmp';
    default:
      return 'other';
  }
}

function customOf({ Data, Desc, Ext }: ContentOf<'TIMCustomElem'>): ContentPart | SignalContent {
  if (Ext === signalMarkers.text) return { type: 'signal', data: Data };
  const bytes = Ext === signalMarkers.bytes ? fromBase64(Data) : undefined;
  if (bytes) return { type: 'signal', data: bytes };
  return {
    type: 'custom',
    data: Data,
    ...given('description', Desc),
    ...given('subType', subTypeOf(Ext)),
  };
}

/** Other senders may use `Ext` for anything. */
function subTypeOf(ext: string | null | undefined): number | undefined {
  if (!ext || !/^(0|[1-9]\d{0,2})$/.test(ext)) return undefined;
  const subType = Number(ext);
  return subType <= 200 ? subType : undefined;
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { [Key in Name]?: Value } {
  // The computed key of a generic type loses its name, which the return type gives back.
  return (value === undefined || value === null ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

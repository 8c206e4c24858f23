import { type ContentPart, type Picture, type SignalContent, toBase64 } from '@polychat/core/adapter';
import { extensionOfUrl, imageFormatNumbers, imageFormatOf, mediaId, videoFormatOf } from './media.ts';

/** One member of `MsgBody` (33527 = 269/2720, "Message formats"). */
export interface MessageElement {
  readonly MsgType: string;
  readonly MsgContent: Readonly<Record<string, unknown>>;
}

/** The values of `ImageInfoArray[].Type`. */
export const imageSizes = { original: 1, large: 2, thumbnail: 3 } as const;

/** `Ext` of a signal, by which clients and `contentFromWire` tell it from other custom elements. */
export const signalMarkers = { text: 'polychat:signal', bytes: 'polychat:signal;base64' } as const;

/** Tells clients that the file is to be had from its URL. */
const downloadFromUrl = 2;

type Fields<Part> = (part: Part) => [type: string, content: Record<string, unknown>];

const fieldsOf: { readonly [Type in ContentPart['type']]: Fields<Extract<ContentPart, { type: Type }>> } = {
  text: ({ text }) => ['TIMTextElem', { Text: text }],
  image: (image) => [
    'TIMImageElem',
    {
      UUID: mediaId(image.url),
      ImageFormat: imageFormatNumbers[imageFormatOf(image)],
      ImageInfoArray: [
        imageInfo(imageSizes.original, image),
        ...(image.large ? [imageInfo(imageSizes.large, image.large)] : []),
        ...(image.thumbnail ? [imageInfo(imageSizes.thumbnail, image.thumbnail)] : []),
      ],
    },
  ],
  audio: ({ url, size, durationSeconds }) => [
    'TIMSoundElem',
    {
      Url: url,
      UUID: mediaId(url),
      Size: size,
      Second: wholeSeconds(durationSeconds),
      Download_Flag: downloadFromUrl,
    },
  ],
  video: (video) => [
    'TIMVideoFileElem',
    {
      VideoUrl: video.url,
      VideoUUID: mediaId(video.url),
      VideoSize: video.size,
      VideoSecond: wholeSeconds(video.durationSeconds),
      VideoFormat: videoFormatOf(video),
      VideoDownloadFlag: downloadFromUrl,
      ThumbUrl: video.thumbnail.url,
      ThumbUUID: mediaId(video.thumbnail.url),
      ThumbSize: video.thumbnail.size,
      ThumbWidth: video.thumbnail.width,
      ThumbHeight: video.thumbnail.height,
      ThumbFormat: extensionOfUrl(video.thumbnail.url),
      ThumbDownloadFlag: downloadFromUrl,
    },
  ],
  file: ({ url, size, fileName }) => [
    'TIMFileElem',
    { Url: url, UUID: mediaId(url), FileSize: size, FileName: fileName, Download_Flag: downloadFromUrl },
  ],
  location: ({ label, latitude, longitude }) => [
    'TIMLocationElem',
    { Desc: label, Latitude: latitude, Longitude: longitude },
  ],
  face: ({ index, data }) => ['TIMFaceElem', { Index: index, Data: data }],
  custom: ({ data, description, subType }) => [
    'TIMCustomElem',
    { Data: data, Desc: description, Ext: subType?.toString() },
  ],
};

/** One part as an element. Members without a value are left out. */
export function partToWire<Type extends ContentPart['type']>(
  part: Extract<ContentPart, { type: Type }>,
): MessageElement {
  const type: Type = part.type;
  return element(...fieldsOf[type](part));
}

/** A signal as an element: the vendor has no such type, so a marker tells it from other custom elements. */
export function signalToWire({ data }: SignalContent): MessageElement {
  return element(
    'TIMCustomElem',
    typeof data === 'string'
      ? { Data: data, Ext: signalMarkers.text }
      : { Data: toBase64(data), Ext: signalMarkers.bytes },
  );
}

/** The documents say only "Number"; client SDKs hold an integer, so a fraction is not risked. [?] */
export function wholeSeconds(seconds: number): number {
  return Math.round(seconds);
}

function imageInfo(type: number, { size, width, height, url }: Picture): Record<string, unknown> {
  return withoutUndefined({ Type: type, Size: size, Width: width, Height: height, URL: url });
}

function element(type: string, content: Record<string, unknown>): MessageElement {
  return { MsgType: type, MsgContent: withoutUndefined(content) };
}

function withoutUndefined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

import {
  type Content,
  type ContentPart,
  type Picture,
  type SignalContent,
  toBase64,
} from '@polychat/core/adapter';
import {
  extensionOfUrl,
  imageFormatNumbers,
  imageFormatOf,
  mediaId,
  videoFormatOf,
  wholeSeconds,
} from './media.ts';

/** One member of `MsgBody` (33527 = 269/2720, "Message formats"). Members that are undefined do not travel. */
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

/** A content as `MsgBody`: one element, or as many as a mixed content has parts. */
export function contentToWire(content: Content): readonly MessageElement[] {
  if (content.type === 'signal') return [signalToWire(content)];
  return content.type === 'mixed' ? content.parts.map(partToWire) : [partToWire(content)];
}

function partToWire(part: ContentPart): MessageElement {
  switch (part.type) {
    case 'text':
      return element('TIMTextElem', { Text: part.text });
    case 'image':
      return element('TIMImageElem', {
        UUID: mediaId(part.url),
        ImageFormat: imageFormatNumbers[imageFormatOf(part)],
        ImageInfoArray: [
          imageInfo(imageSizes.original, part),
          ...(part.large ? [imageInfo(imageSizes.large, part.large)] : []),
          ...(part.thumbnail ? [imageInfo(imageSizes.thumbnail, part.thumbnail)] : []),
        ],
      });
    case 'audio':
      return element('TIMSoundElem', {
        Url: part.url,
        UUID: mediaId(part.url),
        Size: part.size,
        Second: wholeSeconds(part.durationSeconds),
        Download_Flag: downloadFromUrl,
      });
    case 'video':
      return element('TIMVideoFileElem', {
        VideoUrl: part.url,
        VideoUUID: mediaId(part.url),
        VideoSize: part.size,
        VideoSecond: wholeSeconds(part.durationSeconds),
        VideoFormat: videoFormatOf(part),
        VideoDownloadFlag: downloadFromUrl,
        ThumbUrl: part.thumbnail.url,
        ThumbUUID: mediaId(part.thumbnail.url),
        ThumbSize: part.thumbnail.size,
        ThumbWidth: part.thumbnail.width,
        ThumbHeight: part.thumbnail.height,
        ThumbFormat: extensionOfUrl(part.thumbnail.url),
        ThumbDownloadFlag: downloadFromUrl,
      });
    case 'file':
      return element('TIMFileElem', {
        Url: part.url,
        UUID: mediaId(part.url),
        FileSize: part.size,
        FileName: part.fileName,
        Download_Flag: downloadFromUrl,
      });
    case 'location':
      return element('TIMLocationElem', {
        Desc: part.label,
        Latitude: part.latitude,
        Longitude: part.longitude,
      });
    case 'face':
      return element('TIMFaceElem', { Index: part.index, Data: part.data });
    case 'custom':
      return element('TIMCustomElem', {
        Data: part.data,
        Desc: part.description,
        Ext: part.subType?.toString(),
      });
  }
}

/** The vendor has no such type, so a marker tells a signal from other custom elements. */
function signalToWire({ data }: SignalContent): MessageElement {
  return element(
    'TIMCustomElem',
    typeof data === 'string'
      ? { Data: data, Ext: signalMarkers.text }
      : { Data: toBase64(data), Ext: signalMarkers.bytes },
  );
}

function imageInfo(type: number, { size, width, height, url }: Picture): Record<string, unknown> {
  return { Type: type, Size: size, Width: width, Height: height, URL: url };
}

function element(type: string, content: Record<string, unknown>): MessageElement {
  return { MsgType: type, MsgContent: content };
}

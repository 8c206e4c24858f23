import type { EmulatedVendor } from './emulated-vendors.ts';

type Loose = Readonly<Record<string, unknown>>;
/** A content as the app shows it, as far as it is told. */
type Shown = Loose | undefined;

/**
 * What the vendor's app shows of a message, read by the vendor's own documents and by none of the adapters' code. Kinds
 * that are opaque, such as custom contents, are not told.
 */
export function shownContent(vendor: EmulatedVendor, message: unknown): Shown {
  return vendor === 'zim' ? zimContent(loose(message)) : tencentImContent(loose(message));
}

function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

function looseIn(text: unknown): Loose {
  try {
    return loose(JSON.parse(String(text)));
  } catch {
    return {};
  }
}

/** Without members that the vendor was not told. */
function told(members: Loose): Loose {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** "MessageBody introduction" (article 16508, 2026-05-06). */
function zimContent({ MessageType, Message }: Loose): Shown {
  if (MessageType === 1) return { type: 'text', text: Message };
  const media = looseIn(Message);
  const file = { url: media.Url, fileName: media.FileName, size: media.Size };
  switch (MessageType) {
    case 11:
      return told({
        type: 'image',
        ...zimPicture(media.Origin),
        fileName: media.FileName,
        size: media.Size,
        thumbnail: media.Thumbnail && zimPicture(media.Thumbnail),
        large: media.LargeImage && zimPicture(media.LargeImage),
      });
    case 12:
      return told({ type: 'file', ...file });
    case 13:
      return told({ type: 'audio', ...file, durationSeconds: media.MediaDuration });
    case 14:
      return told({
        type: 'video',
        ...file,
        durationSeconds: media.MediaDuration,
        thumbnail: media.Thumbnail && zimPicture(media.Thumbnail),
      });
    default:
      return undefined;
  }
}

function zimPicture(value: unknown): Loose {
  const { Url: url, Width: width, Height: height } = loose(value);
  return told({ url, width, height });
}

/** "Message format" (33527, 2026-04), for a message of one element. */
function tencentImContent({ MsgBody }: Loose): Shown {
  const elements: readonly unknown[] = Array.isArray(MsgBody) ? MsgBody : [];
  if (elements.length !== 1) return undefined;
  const { MsgType, MsgContent } = loose(elements[0]);
  const content = loose(MsgContent);
  switch (MsgType) {
    case 'TIMTextElem':
      return { type: 'text', text: content.Text };
    case 'TIMLocationElem':
      return told({
        type: 'location',
        latitude: content.Latitude,
        longitude: content.Longitude,
        label: content.Desc,
      });
    case 'TIMFaceElem':
      return told({ type: 'face', index: content.Index, data: content.Data });
    case 'TIMSoundElem':
      return told({ type: 'audio', url: content.Url, size: content.Size, durationSeconds: content.Second });
    case 'TIMFileElem':
      return told({ type: 'file', url: content.Url, fileName: content.FileName, size: content.FileSize });
    case 'TIMVideoFileElem':
      return told({
        type: 'video',
        url: content.VideoUrl,
        size: content.VideoSize,
        durationSeconds: content.VideoSecond,
        thumbnail: told({
          url: content.ThumbUrl,
          size: content.ThumbSize,
          width: content.ThumbWidth,
          height: content.ThumbHeight,
        }),
      });
    case 'TIMImageElem':
      return tencentImImage(content);
    default:
      return undefined;
  }
}

/** "Type: 1 is the original, 2 the large picture, 3 the thumbnail." */
function tencentImImage({ ImageInfoArray }: Loose): Shown {
  const pictures = (Array.isArray(ImageInfoArray) ? ImageInfoArray : []).map(loose);
  const [original, large, thumbnail] = [1, 2, 3].map((type) => {
    const {
      URL: url,
      Size: size,
      Width: width,
      Height: height,
    } = pictures.find(({ Type }) => Type === type) ?? {};
    return told({ url, size, width, height });
  });
  return { type: 'image', ...original, thumbnail, large };
}

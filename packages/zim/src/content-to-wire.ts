import {
  type Content,
  type ContentPart,
  type ImageContent,
  type Picture,
  toBase64,
} from '@polychat/core/adapter';
import { fileNameOf, type Media, mediaId } from './media.ts';
import {
  defaultSubMsgType,
  messageTypes,
  type WireContent,
  type WireImage,
  type WireMedia,
  type WireMixed,
  type WireMixedItem,
  type WirePicture,
} from './wire.ts';

/**
 * A content as the vendor wants it ("MessageBody introduction", article 16508, 2026-05-06).
 * Throws an `Error` for a type that the capabilities rule out, which the engine lets nowhere near a plan.
 */
export function contentToWire(content: Content): WireContent {
  switch (content.type) {
    case 'signal':
      return typeof content.data === 'string'
        ? { MessageType: messageTypes.signal, Message: content.data }
        : { MessageType: messageTypes.signal, Message: toBase64(content.data), IsBase64: 1 };
    case 'mixed': {
      const mixed: WireMixed = { MultiMsg: content.parts.map(partToWire) };
      return { MessageType: messageTypes.mixed, Message: JSON.stringify(mixed) };
    }
    default: {
      const { MsgType, SubMsgType, Msg } = partToWire(content);
      return { MessageType: MsgType, Message: Msg, SubMsgType };
    }
  }
}

/** What stands alone in a message has the same form as an item of type 10. */
function partToWire(part: ContentPart): WireMixedItem {
  switch (part.type) {
    case 'text':
      return { MsgType: messageTypes.text, Msg: part.text };
    case 'custom':
      return {
        MsgType: messageTypes.custom,
        SubMsgType: part.subType ?? defaultSubMsgType,
        Msg: part.data,
      };
    case 'image':
      return { MsgType: messageTypes.image, Msg: JSON.stringify(imageToWire(part)) };
    case 'file':
    case 'audio':
    case 'video':
      return { MsgType: messageTypes[part.type], Msg: JSON.stringify(mediaToWire(part)) };
    case 'location':
    case 'face':
      throw new Error(`ZIM has no message type for ${part.type} content`);
  }
}

function imageToWire(image: ImageContent): WireImage {
  return {
    Uid: mediaId(image.url),
    Origin: pictureToWire(image),
    LargeImage: image.large && pictureToWire(image.large),
    Thumbnail: image.thumbnail && pictureToWire(image.thumbnail),
    FileName: fileNameOf(image),
    Size: image.size,
  };
}

function mediaToWire(media: Exclude<Media, ImageContent>): WireMedia {
  return {
    Uid: mediaId(media.url),
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

import {
  asInteger,
  asName,
  asRecord,
  type Content,
  type ContentPart,
  type Picture,
  percentDecoded,
  shallowJson,
} from '@polychat/core/adapter';
import { contentFromWire } from '../content-from-wire.ts';
import { messageTypes } from '../wire.ts';
import type { Members } from './callback.ts';

/**
 * The content of a message that a callback tells of; undefined where Polychat has no word for its type.
 *
 * Texts and custom contents stand in `msg_body` as they are, and are never decoded, or a text `100%25` would be lost: the
 * page has URL-encoding for the other types alone, though it speaks of decoding in general [?]. These are JSON: what a
 * server sent is as the server gave it; what a client sent is URL-encoded and has members of its own ("Callback on
 * message sent", zh 17602).
 */
export function readContent({ msg_type, sub_msg_type, msg_body }: Members): Content | undefined {
  const type = asInteger(msg_type);
  if (type !== messageTypes.mixed) return readPart(type, sub_msg_type, msg_body);
  const mixed = readJson(msg_body);
  if (!Array.isArray(mixed?.multi_msg)) return mixed && fromServer(type, mixed);
  const items: readonly unknown[] = mixed.multi_msg;
  const parts = items.map((item) => {
    const members = readJson(item);
    return readPart(asInteger(members?.msg_type), members?.sub_msg_type, members?.callback_content);
  });
  return parts.every((part) => part !== undefined) ? { type: 'mixed', parts } : undefined;
}

function readPart(type: number | undefined, subType: unknown, body: unknown): ContentPart | undefined {
  switch (type) {
    case messageTypes.text:
      return typeof body === 'string' ? { type: 'text', text: body } : undefined;
    case messageTypes.custom:
      return typeof body === 'string'
        ? { type: 'custom', data: body, subType: asInteger(subType) ?? 0 }
        : undefined;
    case messageTypes.image:
    case messageTypes.file:
    case messageTypes.audio:
    case messageTypes.video: {
      const media = readJson(body);
      if (!media) return undefined;
      if (asName(media.download_url) !== undefined) return fromClient(type, media);
      const content = fromServer(type, media);
      return content?.type === 'mixed' || content?.type === 'signal' ? undefined : content;
    }
    default:
      return undefined;
  }
}

/** As a server gave it to the vendor. */
function fromServer(type: number, media: Members): Content | undefined {
  return contentFromWire({ MessageType: type, Message: JSON.stringify(media) });
}

/** As the vendor tells of what a client sent. Sizes and durations are strings there. */
function fromClient(type: number, media: Members): ContentPart | undefined {
  const url = asName(media.download_url) ?? '';
  const size = asInteger(media.file_size);
  const fileName = asName(media.file_name) ?? '';
  const shared = { url, ...(size === undefined ? {} : { size }), fileName };
  if (type === messageTypes.file) return { type: 'file', ...shared };
  if (type === messageTypes.image) {
    const large = pictureOf(media, 'large_image');
    const thumbnail = pictureOf(media, 'thumbnail');
    const width = asInteger(media.origin_image_width) ?? 0;
    const height = asInteger(media.origin_image_height) ?? 0;
    return {
      type: 'image',
      ...{ ...shared, width, height },
      ...(thumbnail && { thumbnail }),
      ...(large && { large }),
    };
  }
  const durationSeconds = Number(asName(media.media_duration) ?? 0) || 0;
  if (type === messageTypes.audio) return { type: 'audio', ...shared, durationSeconds };
  const thumbnail = pictureOf(media, 'video_first_frame');
  return thumbnail && { type: 'video', ...shared, durationSeconds, thumbnail };
}

/** A smaller or larger version; undefined where the vendor gives no address for it. */
function pictureOf(media: Members, name: string): Picture | undefined {
  const url = asName(media[`${name}_download_url`]);
  if (!url) return undefined;
  return {
    url,
    width: asInteger(media[`${name}_width`]) ?? 0,
    height: asInteger(media[`${name}_height`]) ?? 0,
  };
}

/** An object that is JSON in a string, URL-encoded or not, such as the `msg_body` of a picture. */
function readJson(value: unknown): Members | undefined {
  if (typeof value !== 'string') return asRecord(value);
  return asRecord(shallowJson(value) ?? shallowJson(percentDecoded(value) ?? ''));
}

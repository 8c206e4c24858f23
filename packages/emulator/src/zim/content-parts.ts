import { asArray, asNumber, asObject, asText, defined, type Loose, parseObject } from '../content/loose.ts';
import type { Part } from '../content/part.ts';

/** What a ZIM message shows: `{ MessageType, Message, … }`, "MessageBody introduction". */
export function zimParts(content: Loose): readonly Part[] {
  const type = asNumber(content.MessageType) ?? 0;
  if (type !== 10) return [zimPart(type, content.Message, content)];
  const items = asArray(parseObject(content.Message)?.MultiMsg);
  if (items.length === 0) return [unknown(type, content.Message)];
  return items.map((item) => {
    const entry = asObject(item);
    return zimPart(asNumber(entry.MsgType) ?? 0, entry.Msg, entry);
  });
}

function zimPart(type: number, message: unknown, around: Loose): Part {
  switch (type) {
    case 1:
    case 20:
      return { kind: 'text', text: asText(message) ?? '' };
    case 2:
      return { kind: 'signal', data: asText(message) ?? '' };
    case 200:
      return defined({
        kind: 'custom',
        data: asText(message) ?? '',
        subType: asNumber(around.SubMsgType),
        description: asText(around.SearchedContent),
      });
    case 11:
    case 12:
    case 13:
    case 14: {
      const media = parseObject(message);
      return media === undefined ? unknown(type, message) : mediaPart(type, media);
    }
    default:
      return unknown(type, message);
  }
}

function mediaPart(type: 11 | 12 | 13 | 14, media: Loose): Part {
  const size = asNumber(media.Size);
  const name = asText(media.FileName);
  const url = asText(media.Url) ?? '';
  const seconds = asNumber(media.MediaDuration);
  switch (type) {
    case 11: {
      const origin = asObject(media.Origin);
      return defined({
        kind: 'image',
        url: asText(origin.Url) ?? '',
        width: asNumber(origin.Width),
        height: asNumber(origin.Height),
        name,
        size,
      });
    }
    case 12:
      return defined({ kind: 'file', url, name: name ?? '', size });
    case 13:
      return defined({ kind: 'audio', url, seconds, size });
    case 14:
      return defined({
        kind: 'video',
        url,
        seconds,
        thumbnailUrl: asText(asObject(media.Thumbnail).Url),
        size,
      });
  }
}

function unknown(type: number, message: unknown): Part {
  return { kind: 'unknown', type: `MessageType ${type}`, json: asText(message) ?? '' };
}

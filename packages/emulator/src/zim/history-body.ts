import type { JsonObject } from '../vendor.ts';
import type { Message } from '../world/message.ts';
import { isMediaType } from './media.ts';

/** Recalled through the server API; other values stand for clients, admins and moderation. */
const revokedByServer = 12;

/**
 * `MsgBody` of the history queries. Types 1 and 200 are the text as sent; the others are URL-encoded JSON
 * with snake_case keys, which is not the shape they were sent in.
 */
export function historyBody(content: JsonObject): string {
  const type = Number(content.MessageType);
  const message = String(content.Message);
  if (isMediaType(type)) return encode(mediaBody(type, parse(message)));
  if (type === 10) return encode({ multi_msg: multiItemBody(parse(message)) });
  return message;
}

/** `MsgBody` of type 31, which stands in a recalled message's place. */
export function recalledBody(message: Message): string {
  return encode({
    user_id: message.from,
    revoke_time: message.recalledAt ?? 0,
    msg_type: message.content.MessageType,
    payload: message.content.RevokePayload ?? '',
    msg_status: revokedByServer,
  });
}

interface Picture {
  readonly Url: string;
  readonly Width: number;
  readonly Height: number;
}

/** What the schemas of types 11 to 14 let through, all in one. */
interface Media {
  readonly FileName: string;
  readonly Url?: string;
  readonly Size?: number;
  readonly MediaDuration?: number;
  readonly Origin?: Picture;
  readonly LargeImage?: Picture;
  readonly Thumbnail?: Picture;
}

/** File size and duration are strings there, widths and heights numbers. */
function mediaBody(type: 11 | 12 | 13 | 14, media: Media): JsonObject {
  return {
    // Servers know the file's hash; the emulator never fetches it.
    md5: '',
    file_name: media.FileName,
    file_size: String(media.Size ?? 0),
    download_url: media.Origin?.Url ?? media.Url ?? '',
    ...(type === 13 || type === 14 ? { media_duration: String(media.MediaDuration ?? 0) } : undefined),
    ...(type === 11 ? imageMembers(media) : undefined),
    ...(type === 14 && media.Thumbnail !== undefined
      ? {
          video_first_frame_download_url: media.Thumbnail.Url,
          video_first_frame_width: media.Thumbnail.Width,
          video_first_frame_height: media.Thumbnail.Height,
        }
      : undefined),
  };
}

/** Sizes that were not sent are taken to be the original's [?]. */
function imageMembers({ Origin, LargeImage = Origin, Thumbnail = Origin }: Media): JsonObject {
  return {
    origin_image_width: Origin?.Width ?? 0,
    origin_image_height: Origin?.Height ?? 0,
    large_image_download_url: LargeImage?.Url ?? '',
    large_image_width: LargeImage?.Width ?? 0,
    large_image_height: LargeImage?.Height ?? 0,
    thumbnail_download_url: Thumbnail?.Url ?? '',
    thumbnail_width: Thumbnail?.Width ?? 0,
    thumbnail_height: Thumbnail?.Height ?? 0,
  };
}

interface MultiItem {
  readonly MultiMsg: readonly {
    readonly MsgType: number;
    readonly SubMsgType?: number;
    readonly Msg: string;
  }[];
}

function multiItemBody({ MultiMsg }: MultiItem): JsonObject[] {
  return MultiMsg.map(({ MsgType, SubMsgType, Msg }) => ({
    msg_type: MsgType,
    ...(MsgType === 200 ? { sub_msg_type: SubMsgType } : undefined),
    callback_content: isMediaType(MsgType) ? JSON.stringify(mediaBody(MsgType, parse(Msg))) : Msg,
  }));
}

/** Only ever sees what the send's checks let through. */
function parse<Shape>(text: string): Shape {
  return JSON.parse(text);
}

function encode(body: JsonObject): string {
  return encodeURIComponent(JSON.stringify(body));
}

import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { zimCodes } from './codes.ts';
import { checkBytes, flag, priority, subMsgType, wellFormed } from './fields.ts';
import { zimBatchSizes } from './limits.ts';
import { checkMedia, isMediaType, parseObject } from './media.ts';
import { offlinePushSchema } from './offline-push.ts';
import type { ZimSettings } from './options-schema.ts';

/** "MessageBody introduction" (2026-05-06). */
export const messageBodySchema = z.object({
  Message: z.string(),
  ExtendedData: z.string().optional(),
  OfflinePush: offlinePushSchema.optional(),
  HasReceipt: flag.optional(),
  IsBase64: flag.optional(),
});

type ZimMessageBody = z.output<typeof messageBodySchema>;

/** The members of every send with a priority, which broadcasts lack. */
export const sendMembers = {
  FromUserId: z.string(),
  MessageType: z.int(),
  Priority: priority,
  MessageBody: messageBodySchema,
  SubMsgType: subMsgType.optional(),
  SearchedContent: z.string().optional(),
};

/** The types that each way of sending takes. */
export const messageTypes = {
  peer: new Set([1, 2, 10, 11, 12, 13, 14, 200]),
  group: new Set([1, 2, 10, 11, 12, 13, 14, 200]),
  room: new Set([1, 2, 10, 11, 12, 13, 14, 20, 200]),
  allUsers: new Set([1, 11, 12, 13, 14, 200]),
  import: new Set([1, 10, 11, 12, 13, 14, 200]),
} as const;

/** The members that every way of sending has in common. */
export interface ZimSend {
  readonly MessageType: number;
  readonly SubMsgType?: number | undefined;
  readonly SearchedContent?: string | undefined;
  readonly MessageBody: ZimMessageBody;
}

/** True for the types that no history ever holds. */
export function isTransient(type: number): boolean {
  return type === 2 || type === 20;
}

/**
 * Checks a message and gives it as the recipient's device gets it.
 *
 * @throws Refusal 660000002, 660000025, 660000028 or 660400001
 */
export function readMessage(
  send: ZimSend,
  channel: keyof typeof messageTypes,
  options: ZimSettings,
): JsonObject {
  const { MessageType: type, MessageBody: body } = send;
  if (!messageTypes[channel].has(type)) {
    throw new Refusal(zimCodes.invalidParameter, `MessageType ${type} cannot be sent this way`);
  }
  checkPlan(type, body, options);
  if (type === 200 && send.SubMsgType === undefined) {
    throw new Refusal(zimCodes.invalidParameter, 'SubMsgType is missing');
  }
  const content: JsonObject = { MessageType: type };
  if (type === 200) {
    content.SubMsgType = send.SubMsgType;
    // A code for the length of SearchedContent is not documented; it is a parameter, not the message.
    checkBytes(
      'SearchedContent',
      send.SearchedContent,
      options.sizes.searchedContent,
      zimCodes.invalidParameter,
    );
    if (send.SearchedContent !== undefined) content.SearchedContent = send.SearchedContent;
  }
  content.Message = readText(type, body, options);
  if (type === 2 && body.IsBase64 === 1) content.MessageBase64 = body.Message;
  if (body.ExtendedData !== undefined) {
    checkBytes('ExtendedData', body.ExtendedData, options.sizes.extendedData, zimCodes.messageTooLarge);
    content.ExtendedData = wellFormed('ExtendedData', body.ExtendedData, options);
  }
  if (!isTransient(type) && body.HasReceipt !== undefined) content.HasReceipt = body.HasReceipt;
  return content;
}

/** The words of a message that moderation would look at, with their place in it. */
export function* moderatedTexts(content: JsonObject): Iterable<{ index: number; text: string }> {
  const message = String(content.Message);
  if (content.MessageType === 1) yield { index: 0, text: message };
  if (content.MessageType === 10) {
    const { MultiMsg } = multiItem.parse(JSON.parse(message));
    for (const [index, item] of MultiMsg.entries()) {
      if (item.MsgType === 1) yield { index, text: item.Msg };
    }
  }
}

function readText(type: number, body: ZimMessageBody, options: ZimSettings): string {
  if (body.Message === '') throw new Refusal(zimCodes.invalidParameter, 'Message is empty');
  const text = wellFormed('Message', body.Message, options);
  if (type === 2 && body.IsBase64 === 1) return decodeBase64(text, options.sizes.message);
  const limit = type === 10 ? options.sizes.multiItemMessage : options.sizes.message;
  checkBytes('Message', text, limit, zimCodes.messageTooLarge);
  if (isMediaType(type)) checkMedia(type, text);
  if (type === 10) checkMultiItem(text, options);
  return text;
}

/** Command messages: the limit is on the bytes before base64. */
function decodeBase64(text: string, maxBytes: number): string {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw new Refusal(zimCodes.base64Invalid, 'Message is not valid base64');
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > maxBytes) {
    throw new Refusal(zimCodes.messageTooLarge, `Message is longer than ${maxBytes} bytes`);
  }
  return bytes.toString('utf8');
}

const multiItem = z.object({
  MultiMsg: z
    .array(
      z.object({
        MsgType: z.union([
          z.literal(1),
          z.literal(11),
          z.literal(12),
          z.literal(13),
          z.literal(14),
          z.literal(200),
        ]),
        SubMsgType: subMsgType.optional(),
        Msg: z.string().min(1),
        SearchedContent: z.string().optional(),
      }),
    )
    .min(1)
    .max(zimBatchSizes.multiItems),
});

/** The client guide's counts, which the server's documents do not repeat. */
const countsPerType: Readonly<Record<number, number>> = { 11: 10, 12: 1, 13: 1, 14: 1, 200: 1 };

function checkMultiItem(text: string, options: ZimSettings): void {
  const result = multiItem.safeParse(parseObject(text));
  if (!result.success) {
    const path = result.error.issues[0]?.path.join('.') || 'Message';
    throw new Refusal(zimCodes.invalidParameter, `${path} is missing or invalid`);
  }
  const counts = new Map<number, number>();
  for (const item of result.data.MultiMsg) {
    if (item.MsgType === 200 && item.SubMsgType === undefined) {
      throw new Refusal(zimCodes.invalidParameter, 'SubMsgType of an item is missing');
    }
    if (isMediaType(item.MsgType)) checkMedia(item.MsgType, item.Msg);
    const count = (counts.get(item.MsgType) ?? 0) + 1;
    counts.set(item.MsgType, count);
    if (options.readings.multiItemCounts === 'checked' && count > (countsPerType[item.MsgType] ?? Infinity)) {
      throw new Refusal(zimCodes.invalidParameter, `too many items of type ${item.MsgType}`);
    }
  }
}

/** Signaling has commands only; receipts need Pro. Which code says so is inferred from 660000028. */
function checkPlan(type: number, body: ZimMessageBody, { plan }: ZimSettings): void {
  if (plan === 'signaling' && type !== 2) {
    throw new Refusal(zimCodes.notOnThisPlan, `MessageType ${type} is not on this plan`);
  }
  if (body.HasReceipt === 1 && type !== 2 && (plan === 'free' || plan === 'signaling')) {
    throw new Refusal(zimCodes.notOnThisPlan, 'HasReceipt is not on this plan');
  }
}

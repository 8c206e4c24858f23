import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { type TencentImCode, tencentImCodes, textOf } from './codes.ts';
import { C2C_ELEMENT_CODES, GROUP_ELEMENT_CODES, type MessageElement, readElements } from './elements.ts';
import type { Content } from './messages.ts';

/** What a before-send webhook may answer (1047/34364, 1047/34374). */
const answerSchema = z.looseObject({
  ErrorCode: z.int(),
  ErrorInfo: z.string().optional(),
  MsgBody: z.unknown().optional(),
  CloudCustomData: z.string().optional(),
});

/** The answers of one before-send event: its own refusal, and the codes it may choose itself. */
interface BeforeEvent {
  readonly name: string;
  readonly refusal: TencentImCode;
  readonly own: { readonly from: number; readonly to: number };
  /** Whether 2 means to drop the message and tell the sender it went. */
  readonly dropsSilently: boolean;
}

const BEFORE_DIRECT: BeforeEvent = {
  name: 'C2C.CallbackBeforeSendMsg',
  refusal: tencentImCodes.refusedByWebhook,
  own: { from: 120_001, to: 130_000 },
  dropsSilently: false,
};

const BEFORE_GROUP: BeforeEvent = {
  name: 'Group.CallbackBeforeSendMsg',
  refusal: tencentImCodes.groupRefusedByWebhook,
  own: { from: 10_100, to: 10_200 },
  dropsSilently: true,
};

/**
 * Asks the app's webhook about a one-to-one message; without a listener there is nothing to wait for.
 * @returns the content as the webhook wants it.
 * @throws Refusal as the webhook decided (20006 or a code of its own), or 80003 when it failed and the app withholds.
 */
export function askBeforeDirect(app: App, body: JsonObject, content: Content): Content | Promise<Content> {
  if (!app.webhooks.wants('tencentIm', BEFORE_DIRECT.name)) return content;
  return ask(app, BEFORE_DIRECT, body, content).then((answer) => answer ?? content);
}

/**
 * Asks the app's webhook about a group message.
 * @returns the content as the webhook wants it; `undefined` when the message is dropped in silence.
 * @throws Refusal as the webhook decided (10016 or a code of its own), or 80003.
 */
export function askBeforeGroup(
  app: App,
  body: JsonObject,
  content: Content,
): Content | Promise<Content | undefined> {
  if (!app.webhooks.wants('tencentIm', BEFORE_GROUP.name)) return content;
  return ask(app, BEFORE_GROUP, body, content);
}

/** Tells the app's webhook what happened, if it listens. `body` is made only then. */
export function tell(app: App, event: string, body: () => JsonObject): void {
  if (app.webhooks.wants('tencentIm', event))
    app.webhooks.notify('tencentIm', event, whole(app, event, body()));
}

/** Their pages and samples have no EventTime. */
const withoutTime: ReadonlySet<string> = new Set([
  'C2C.CallbackBeforeSendMsg',
  'C2C.CallbackAfterSendMsg',
  'C2C.CallbackAfterMsgReport',
  'C2C.CallbackAfterMsgWithDraw',
  'Sns.CallbackFriendAdd',
  'Alert.RequestOverLimit',
]);

/** An event's body with what nearly all have; its time is in milliseconds, as a string or as a number. */
export function whole(app: App, event: string, body: JsonObject): JsonObject {
  const now = app.clock.now();
  const EventTime = app.options.readings.eventTime === 'string' ? String(now) : now;
  return { CallbackCommand: event, ...body, ...(withoutTime.has(event) ? {} : { EventTime }) };
}

async function ask(
  app: App,
  event: BeforeEvent,
  body: JsonObject,
  content: Content,
): Promise<Content | undefined> {
  const raw = await app.webhooks.ask('tencentIm', event.name, whole(app, event.name, body));
  const answer = answerSchema.safeParse(raw);
  if (!answer.success) {
    if (app.options.switches.webhookFailure === 'withhold') throw new Refusal(tencentImCodes.webhookFailed);
    return content;
  }
  const { ErrorCode, ErrorInfo, CloudCustomData } = answer.data;
  if (ErrorCode === 2 && event.dropsSilently) return undefined;
  if (ErrorCode === 1) throw new Refusal(event.refusal);
  if (ErrorCode >= event.own.from && ErrorCode <= event.own.to) {
    throw new Refusal(ErrorCode, ErrorInfo ?? textOf(ErrorCode));
  }
  return {
    ...content,
    ...(answer.data.MsgBody === undefined
      ? {}
      : { MsgBody: replaced(app, event, answer.data.MsgBody, content) }),
    ...(CloudCustomData === undefined ? {} : { CloudCustomData }),
  };
}

/** Elements that a webhook may take out of a message or leave as they are, but not edit (1047/34364). */
const MEDIA: ReadonlySet<string> = new Set([
  'TIMSoundElem',
  'TIMImageElem',
  'TIMFileElem',
  'TIMVideoFileElem',
]);

/** A replacement that is no message, or edits media, is as if none had been given; the page names no code for it. */
function replaced(app: App, event: BeforeEvent, MsgBody: unknown, content: Content): Content['MsgBody'] {
  const codes = event === BEFORE_GROUP ? GROUP_ELEMENT_CODES : C2C_ELEMENT_CODES;
  try {
    const elements = readElements(MsgBody, codes, app.options.readings.relayElements);
    const isOld = (element: MessageElement) => content.MsgBody.some((old) => isDeepStrictEqual(old, element));
    return elements.every((element) => !MEDIA.has(element.MsgType) || isOld(element))
      ? elements
      : content.MsgBody;
  } catch {
    return content.MsgBody;
  }
}

import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import { tencentImCodes } from './codes.ts';

/** One element of MsgBody as it was sent, unknown members included. */
export interface MessageElement {
  readonly MsgType: string;
  readonly MsgContent: Readonly<Record<string, unknown>>;
}

const address = z.string().min(1);
const text = z.string().optional();
const number = z.number().optional();

/** What REST may set for a picked-up download: 2, the URL itself (message formats, 1047/33527 = 269/2720). */
const downloadFlag = z.literal(2);

const image = z.looseObject({
  Type: z.literal([1, 2, 3]).optional(),
  Size: number,
  Width: z.number(),
  Height: z.number(),
  URL: address,
});

/**
 * MsgContent of each element type. Required are the fields the vendor marks so, and those without which the
 * element says nothing; of the others the type is checked. Unknown members pass, since the lists grow [?].
 */
const CONTENTS: Readonly<Record<string, z.ZodType>> = {
  TIMTextElem: z.looseObject({ Text: z.string() }),
  TIMLocationElem: z.looseObject({ Desc: text, Latitude: z.number(), Longitude: z.number() }),
  TIMFaceElem: z.looseObject({ Index: z.number(), Data: text }),
  TIMCustomElem: z.looseObject({ Data: text, Desc: text, Ext: text, Sound: text }),
  TIMSoundElem: z.looseObject({
    Url: address,
    UUID: address,
    Size: number,
    Second: number,
    Download_Flag: downloadFlag,
  }),
  TIMImageElem: z.looseObject({
    UUID: address,
    ImageFormat: z.literal([1, 2, 3, 4, 255]).optional(),
    ImageInfoArray: z.array(image).min(1),
  }),
  TIMFileElem: z.looseObject({
    Url: address,
    UUID: address,
    FileSize: number,
    FileName: text,
    Download_Flag: downloadFlag,
  }),
  TIMVideoFileElem: z.looseObject({
    VideoUrl: address,
    VideoUUID: text,
    VideoSize: number,
    VideoSecond: number,
    VideoFormat: text,
    VideoDownloadFlag: downloadFlag,
    ThumbUrl: address,
    ThumbUUID: text,
    ThumbSize: number,
    ThumbWidth: number,
    ThumbHeight: number,
    ThumbFormat: text,
    ThumbDownloadFlag: downloadFlag,
  }),
};

/** Merged messages: one of the two ways to carry them must be there. */
const relay = z
  .looseObject({
    Title: text,
    MsgNum: number,
    CompatibleText: text,
    AbstractList: z.array(z.string()).optional(),
    MsgList: z.array(z.looseObject({})).optional(),
    JsonMsgKey: text,
  })
  .refine((content) => content.MsgList !== undefined || content.JsonMsgKey !== undefined);

const element = z.looseObject({ MsgType: z.string(), MsgContent: z.record(z.string(), z.unknown()) });

/** How MsgBody is refused: one-to-one commands have three codes for it, group commands one. */
export interface ElementCodes {
  /** MsgBody is missing or not an array. */
  readonly notArray: number;
  /** The list or an element has the wrong shape: nothing in it, no such type, two custom elements. */
  readonly wrongShape: number;
  /** A field inside MsgContent is wrong. */
  readonly wrongContent: number;
}

/** Both 90002 and 90010 mean a malformed message; which is used when is not documented [?]. */
export const C2C_ELEMENT_CODES: ElementCodes = {
  notArray: tencentImCodes.messageBodyNotAList,
  wrongShape: tencentImCodes.messageBodyInvalid,
  wrongContent: tencentImCodes.messageInvalid,
};

/** Group commands name every bad parameter with one code. */
export const GROUP_ELEMENT_CODES: ElementCodes = {
  notArray: tencentImCodes.groupParameterInvalid,
  wrongShape: tencentImCodes.groupParameterInvalid,
  wrongContent: tencentImCodes.groupParameterInvalid,
};

/**
 * Checks MsgBody: at least one element, at most one TIMCustomElem, known types with well-typed content.
 * @param value MsgBody as parsed.
 * @param relayElements whether TIMRelayElem may be sent.
 * @returns the elements, untouched.
 * @throws Refusal with one of `codes`.
 */
export function readElements(
  value: unknown,
  codes: ElementCodes,
  relayElements: boolean,
): readonly MessageElement[] {
  if (!Array.isArray(value)) throw new Refusal(codes.notArray);
  if (value.length === 0) throw new Refusal(codes.wrongShape, 'MsgBody is empty');
  let customElements = 0;
  for (const item of value) {
    const shape = element.safeParse(item);
    if (!shape.success) throw new Refusal(codes.wrongShape);
    const type = shape.data.MsgType;
    const schema = type === 'TIMRelayElem' && relayElements ? relay : contentOf(type);
    if (schema === undefined) throw new Refusal(codes.wrongShape, 'unknown MsgType');
    if (type === 'TIMCustomElem') customElements += 1;
    if (customElements > 1) throw new Refusal(codes.wrongShape, 'more than one TIMCustomElem');
    if (!schema.safeParse(shape.data.MsgContent).success) {
      throw new Refusal(codes.wrongContent, `Invalid format of ${type}`);
    }
  }
  return value;
}

function contentOf(type: string): z.ZodType | undefined {
  return Object.hasOwn(CONTENTS, type) ? CONTENTS[type] : undefined;
}

/** What the push of each element type says when nothing else is given; media have no documented text. */
const PUSH_TEXTS: Readonly<Record<string, (content: MessageElement['MsgContent']) => unknown>> = {
  TIMTextElem: (content) => content.Text,
  TIMLocationElem: () => '[Location]',
  TIMFaceElem: () => '[Face]',
  TIMCustomElem: (content) => content.Desc,
};

/**
 * The notification text that the elements make by themselves: their texts in order, with nothing between.
 * @returns the text, or `''` when no element has one; then nothing is pushed.
 */
export function pushTextOf(elements: readonly MessageElement[]): string {
  let joined = '';
  for (const { MsgType, MsgContent } of elements) {
    const part = PUSH_TEXTS[MsgType]?.(MsgContent);
    if (typeof part === 'string') joined += part;
  }
  return joined;
}

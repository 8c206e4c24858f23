import * as z from 'zod';
import type { Push } from '../world/message.ts';
import { type MessageElement, pushTextOf } from './elements.ts';

const text = z.string().optional();
const integer = z.int().optional();

const androidInfo = z.looseObject({
  Sound: text,
  PushStyle: integer,
  HuaWeiChannelID: text,
  HuaWeiImportance: text,
  HuaWeiCategory: text,
  HuaWeiImage: text,
  ExtAsHuaweiIntentParam: integer,
  HonorImage: text,
  HonorImportance: text,
  XiaoMiChannelID: text,
  OPPOChannelID: text,
  OPPOCategory: text,
  OPPOPrivateMsgTemplateId: text,
  OPPONotifyLevel: integer,
  VIVOClassification: integer,
  VIVOCategory: text,
  MeiZuNoticeMsgType: integer,
  GoogleChannelID: text,
  GoogleImage: text,
});

const apnsInfo = z.looseObject({
  Sound: text,
  BadgeMode: integer,
  Title: text,
  SubTitle: text,
  Image: text,
  MutableContent: integer,
  InterruptionLevel: text,
  ContentAvailable: integer,
});

/**
 * OfflinePushInfo (1047/33527; 1047/77715, 2026-04): the types of the known fields. Unknown ones pass, since
 * the list grows; that the service ignores them is an assumption [?].
 */
export const offlinePushInfo = z.looseObject({
  PushFlag: z.literal([0, 1]).optional(),
  Title: text,
  Desc: text,
  Ext: text,
  AndroidInfo: androidInfo.optional(),
  ApnsInfo: apnsInfo.optional(),
});

export type OfflinePushInfo = z.infer<typeof offlinePushInfo>;

/**
 * The notification of a message, by the vendor's rules: PushFlag 1 means none (0 or absent means push); Desc
 * overrides the text of the elements; a message without any text, such as a lone custom element without Desc,
 * is not pushed; with OfflinePushInfo, the push text of TIMCustomElem is ignored.
 * @returns what would be shown, or `undefined` when nothing is pushed.
 */
export function pushOf(
  elements: readonly MessageElement[],
  info: OfflinePushInfo | undefined,
): Push | undefined {
  if (info?.PushFlag === 1) return undefined;
  const body = info?.Desc || pushTextOf(info === undefined ? elements : elements.filter(isNotCustom));
  if (body === '') return undefined;
  return { title: info?.ApnsInfo?.Title ?? info?.Title ?? '', body, block: info ?? {} };
}

function isNotCustom(element: MessageElement): boolean {
  return element.MsgType !== 'TIMCustomElem';
}

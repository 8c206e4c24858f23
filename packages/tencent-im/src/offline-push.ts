import { filledStringSchema, once, schema } from '@polychat/core/adapter';

/** What only Android channels know. Names are ours, values are the vendor's (33527; 77715, 2026-04). */
export interface AndroidPush {
  /** A sound file of the app. */
  readonly sound?: string;
  /** 0 = default, 1 = big text; Huawei, Honor and OPPO. */
  readonly pushStyle?: 0 | 1;
  readonly huaweiChannelId?: string;
  readonly huaweiImportance?: 'LOW' | 'NORMAL';
  /** Such as `IM` or `MARKETING`. */
  readonly huaweiCategory?: string;
  /** An https URL of a picture below 512 KB. */
  readonly huaweiImage?: string;
  /** Where the payload goes: 1 = Intent parameter, 0 = Action parameter (default). */
  readonly extAsHuaweiIntentParam?: 0 | 1;
  /** An https URL of a picture below 512 KB. */
  readonly honorImage?: string;
  readonly honorImportance?: 'LOW' | 'NORMAL';
  readonly xiaomiChannelId?: string;
  readonly oppoChannelId?: string;
  readonly oppoCategory?: string;
  readonly oppoPrivateMessageTemplateId?: string;
  /** 0 = operational, 1 = system (default). */
  readonly vivoClassification?: 0 | 1;
  readonly vivoCategory?: string;
  /** 0 = public, 1 = private, by the field table; a sample of the vendor's has it the other way. */
  readonly meizuNoticeMessageType?: 0 | 1;
  /** Only with certificate-file credentials. */
  readonly googleChannelId?: string;
  /** The URL of a picture of at most 1 MB. */
  readonly googleImage?: string;
}

/** What only APNs knows. The badge is `push.badge`. */
export interface ApnsPush {
  /** A sound file of the app, with its suffix. */
  readonly sound?: string;
  /** Takes the place of `push.title` on Apple devices. */
  readonly title?: string;
  readonly subTitle?: string;
  /** The URL of a picture for the app to fetch. */
  readonly image?: string;
  /** 1 lets the app's notification extension change the notification. */
  readonly mutableContent?: 0 | 1;
  readonly interruptionLevel?: 'active' | 'critical' | 'passive' | 'time-sensitive';
  /** 1 = a silent push. */
  readonly contentAvailable?: 0 | 1;
}

/** Additions to `push` for single push channels. */
export interface OfflinePush {
  readonly android?: AndroidPush;
  readonly apns?: ApnsPush;
}

const text = () => schema.optional(filledStringSchema);
const flag = () => schema.optional(schema.literal([0, 1]));
const importance = () => schema.optional(schema.enum(['LOW', 'NORMAL']));

export const offlinePushSchema = once(() =>
  schema.strictObject({
    android: schema.optional(
      schema.strictObject({
        sound: text(),
        pushStyle: flag(),
        huaweiChannelId: text(),
        huaweiImportance: importance(),
        huaweiCategory: text(),
        huaweiImage: text(),
        extAsHuaweiIntentParam: flag(),
        honorImage: text(),
        honorImportance: importance(),
        xiaomiChannelId: text(),
        oppoChannelId: text(),
        oppoCategory: text(),
        oppoPrivateMessageTemplateId: text(),
        vivoClassification: flag(),
        vivoCategory: text(),
        meizuNoticeMessageType: flag(),
        googleChannelId: text(),
        googleImage: text(),
      }),
    ),
    apns: schema.optional(
      schema.strictObject({
        sound: text(),
        title: text(),
        subTitle: text(),
        image: text(),
        mutableContent: flag(),
        interruptionLevel: schema.optional(schema.enum(['active', 'critical', 'passive', 'time-sensitive'])),
        contentAvailable: flag(),
      }),
    ),
  }),
);

/** The wire names. The vendor spells "Huawei" in two ways. */
export const androidNames: Readonly<Record<keyof AndroidPush, string>> = {
  sound: 'Sound',
  pushStyle: 'PushStyle',
  huaweiChannelId: 'HuaWeiChannelID',
  huaweiImportance: 'HuaWeiImportance',
  huaweiCategory: 'HuaWeiCategory',
  huaweiImage: 'HuaWeiImage',
  extAsHuaweiIntentParam: 'ExtAsHuaweiIntentParam',
  honorImage: 'HonorImage',
  honorImportance: 'HonorImportance',
  xiaomiChannelId: 'XiaoMiChannelID',
  oppoChannelId: 'OPPOChannelID',
  oppoCategory: 'OPPOCategory',
  oppoPrivateMessageTemplateId: 'OPPOPrivateMsgTemplateId',
  vivoClassification: 'VIVOClassification',
  vivoCategory: 'VIVOCategory',
  meizuNoticeMessageType: 'MeiZuNoticeMsgType',
  googleChannelId: 'GoogleChannelID',
  googleImage: 'GoogleImage',
};

export const apnsNames: Readonly<Record<keyof ApnsPush, string>> = {
  sound: 'Sound',
  title: 'Title',
  subTitle: 'SubTitle',
  image: 'Image',
  mutableContent: 'MutableContent',
  interruptionLevel: 'InterruptionLevel',
  contentAvailable: 'ContentAvailable',
};

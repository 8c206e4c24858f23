import { describe, expect, test } from 'vitest';
import { androidNames, apnsNames, type OfflinePush, offlinePushSchema } from './offline-push.ts';
import { pushToWire } from './push.ts';

const push = { title: 'New order', body: 'Order 17 is ready' };
const wire = { PushFlag: 0, Title: 'New order', Desc: 'Order 17 is ready' };

describe('pushToWire', () => {
  test('says "do not push" where nothing is asked for: the vendor would push', () => {
    expect(pushToWire(undefined)).toStrictEqual({ PushFlag: 1 });
  });

  test.each([
    [push, { ...wire, ApnsInfo: { BadgeMode: 0 } }],
    [
      { ...push, badge: 0 },
      { ...wire, ApnsInfo: { BadgeMode: 1 } },
    ],
    [
      { ...push, badge: 1 },
      { ...wire, ApnsInfo: { BadgeMode: 0 } },
    ],
    // Counts by one at most.
    [
      { ...push, badge: 99 },
      { ...wire, ApnsInfo: { BadgeMode: 0 } },
    ],
    [
      { ...push, payload: '{"order":17}' },
      { ...wire, Ext: '{"order":17}', ApnsInfo: { BadgeMode: 0 } },
    ],
    [
      { ...push, payload: '' },
      { ...wire, Ext: '', ApnsInfo: { BadgeMode: 0 } },
    ],
  ])('writes %j exactly', (given, expected) => {
    // Order and all, and without members that have no value.
    expect(JSON.stringify(pushToWire(given))).toBe(JSON.stringify(expected));
  });

  test('adds the blocks of the channels under their own spelling', () => {
    const channels: Required<OfflinePush> = {
      android: {
        sound: 'ring',
        pushStyle: 1,
        huaweiChannelId: 'h1',
        huaweiImportance: 'LOW',
        huaweiCategory: 'IM',
        huaweiImage: 'https://x.example/h.png',
        extAsHuaweiIntentParam: 1,
        honorImage: 'https://x.example/o.png',
        honorImportance: 'NORMAL',
        xiaomiChannelId: 'x1',
        oppoChannelId: 'o1',
        oppoCategory: 'MARKETING',
        oppoPrivateMessageTemplateId: 't1',
        vivoClassification: 0,
        vivoCategory: 'IM',
        meizuNoticeMessageType: 1,
        googleChannelId: 'g1',
        googleImage: 'https://x.example/g.png',
      },
      apns: {
        sound: 'ring.caf',
        title: 'Apple',
        subTitle: 'Pie',
        image: 'https://x.example/a.png',
        mutableContent: 1,
        interruptionLevel: 'time-sensitive',
        contentAvailable: 0,
      },
    };
    // Nothing is left out of the table above.
    expect(Object.keys(channels.android)).toEqual(Object.keys(androidNames));
    expect(Object.keys(channels.apns)).toEqual(Object.keys(apnsNames));
    expect(offlinePushSchema().safeParse(channels).success).toBe(true);
    expect(pushToWire(push, channels)).toEqual({
      ...wire,
      AndroidInfo: {
        Sound: 'ring',
        PushStyle: 1,
        HuaWeiChannelID: 'h1',
        HuaWeiImportance: 'LOW',
        HuaWeiCategory: 'IM',
        HuaWeiImage: 'https://x.example/h.png',
        ExtAsHuaweiIntentParam: 1,
        HonorImage: 'https://x.example/o.png',
        HonorImportance: 'NORMAL',
        XiaoMiChannelID: 'x1',
        OPPOChannelID: 'o1',
        OPPOCategory: 'MARKETING',
        OPPOPrivateMsgTemplateId: 't1',
        VIVOClassification: 0,
        VIVOCategory: 'IM',
        MeiZuNoticeMsgType: 1,
        GoogleChannelID: 'g1',
        GoogleImage: 'https://x.example/g.png',
      },
      ApnsInfo: {
        Sound: 'ring.caf',
        BadgeMode: 0,
        Title: 'Apple',
        SubTitle: 'Pie',
        Image: 'https://x.example/a.png',
        MutableContent: 1,
        InterruptionLevel: 'time-sensitive',
        ContentAvailable: 0,
      },
    });
  });

  test('leaves an empty block of a channel out', () => {
    expect(JSON.stringify(pushToWire(push, { android: {}, apns: {} }))).toBe(
      JSON.stringify({ ...wire, ApnsInfo: { BadgeMode: 0 } }),
    );
  });
});

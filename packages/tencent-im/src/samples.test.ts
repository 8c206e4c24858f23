import type { DirectMessage } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { bodyOf, callsOf, createAdapter, planBroadcast, userCallsOf } from './__fixtures__/adapter.ts';

/** Fields by which one message is told from the next: the samples fix them, we make them anew. */
const made = ['MsgSeq', 'MsgRandom'];

function withoutMade(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !made.includes(name)));
}

/**
 * The sample requests of "Sending a One-to-One Message" (1047/34919, 2020-09-15), and the same intents in our words.
 *
 * Where the page is old: MsgTimeStamp is gone from later field tables and never sent; MsgSeq is newer and always
 * sent, since copies are discarded by it; OfflinePushInfo is always sent, since leaving it out pushes.
 */
const beauty = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi, beauty' } }];
const content = { type: 'text', text: 'hi, beauty' } as const;

const samples: readonly [
  name: string,
  message: Omit<DirectMessage, 'to'>,
  sample: Record<string, unknown>,
  added: Record<string, unknown>,
][] = [
  [
    'the admin sends a message',
    { content, senderCopy: false, timeToLive: 60 },
    {
      SyncOtherMachine: 2,
      To_Account: 'lumotuwe2',
      MsgLifeTime: 60,
      MsgRandom: 1287657,
      MsgTimeStamp: 1557387418,
      MsgBody: beauty,
    },
    { OfflinePushInfo: { PushFlag: 1 } },
  ],
  [
    'the admin sends a message and forbids callbacks',
    {
      content,
      senderCopy: false,
      timeToLive: 60,
      vendor: { tencentIm: { forbidCallbacks: ['before', 'after'] } },
    },
    {
      SyncOtherMachine: 2,
      To_Account: 'lumotuwe2',
      MsgLifeTime: 60,
      MsgRandom: 1287657,
      MsgTimeStamp: 1557387418,
      ForbidCallbackControl: ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'],
      MsgBody: beauty,
    },
    { OfflinePushInfo: { PushFlag: 1 } },
  ],
  [
    'the admin specifies a sender and enables offline push',
    {
      from: 'lumotuwe1',
      content,
      senderCopy: false,
      timeToLive: 3600,
      push: {
        title: 'title',
        body: 'The content that is pushed offline',
        payload: 'The passthrough content',
        badge: 0,
      },
      vendor: {
        tencentIm: {
          offlinePush: {
            android: { sound: 'android.mp3' },
            apns: {
              sound: 'apns.mp3',
              title: 'apns title',
              subTitle: 'apns subtitle',
              image: 'www.image.com',
            },
          },
        },
      },
    },
    {
      SyncOtherMachine: 2,
      From_Account: 'lumotuwe1',
      To_Account: 'lumotuwe2',
      MsgLifeTime: 3600,
      MsgRandom: 1287657,
      MsgTimeStamp: 1557387418,
      MsgBody: beauty,
      OfflinePushInfo: {
        PushFlag: 0,
        // Newer than the page, and required in our words.
        Title: 'title',
        Desc: 'The content that is pushed offline',
        Ext: 'The passthrough content',
        AndroidInfo: { Sound: 'android.mp3' },
        ApnsInfo: {
          Sound: 'apns.mp3',
          BadgeMode: 1,
          Title: 'apns title',
          SubTitle: 'apns subtitle',
          Image: 'www.image.com',
        },
      },
    },
    // Newer than the page: do-not-disturb is ignored without it.
    { SendMsgControl: ['WithMuteNotifications'] },
  ],
  [
    'the admin specifies a sender and keeps a copy with it',
    { from: 'lumotuwe1', content, senderCopy: true },
    {
      SyncOtherMachine: 1,
      From_Account: 'lumotuwe1',
      To_Account: 'lumotuwe2',
      MsgRandom: 1287657,
      MsgTimeStamp: 1557387418,
      MsgBody: beauty,
    },
    { OfflinePushInfo: { PushFlag: 1 } },
  ],
];

describe('sample requests of 2020', () => {
  test.each(samples)('%s', (_name, message, sample, added) => {
    const [call] = callsOf(message, ['lumotuwe2']);
    const { MsgTimeStamp: _, ...current } = sample;
    const body = bodyOf(call);
    expect(withoutMade(body)).toEqual({ ...withoutMade(current), ...added });
    for (const name of made) expect(body[name]).toSatisfy(Number.isInteger);
    // The members of the sample come in the sample's order.
    expect(Object.keys(body).filter((name) => name in current)).toEqual(Object.keys(current));
  });

  test('the sample URL', async () => {
    const [call] = callsOf({ content }, ['lumotuwe2'], {
      sdkAppId: 88888888,
      adminUserId: 'admin',
      region: 'china',
    });
    const target = await call?.target({ now: 0, random: () => 99999999, renewSignature: false });
    expect(target?.url.replace(/usersig=[^&]+/, 'usersig=xxx')).toBe(
      'https://console.tim.qq.com/v4/openim/sendmsg?sdkappid=88888888&identifier=admin&usersig=xxx&random=99999999&contenttype=json',
    );
  });
});

/** Section 17 of the vendor reference, with what we always say beside it. */
describe('minimal samples', () => {
  const Hi = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Hi' } }];
  const always = { SyncOtherMachine: 1, OfflinePushInfo: { PushFlag: 1 } };

  test('batchsendmsg', () => {
    const [call] = callsOf({ content: { type: 'text', text: 'Hi' } }, ['u1', 'u2']);
    expect(withoutMade(bodyOf(call))).toEqual({ To_Account: ['u1', 'u2'], MsgBody: Hi, ...always });
  });

  test('the push block', () => {
    const message = {
      content,
      push: {
        title: 'New order',
        body: 'Order 17 is ready',
        payload: '{"entity":{"order":17}}',
      },
      vendor: {
        tencentIm: {
          offlinePush: {
            android: { huaweiCategory: 'IM', vivoClassification: 1 as const },
            apns: { mutableContent: 1 as const },
          },
        },
      },
    };
    expect(JSON.stringify(bodyOf(callsOf(message, ['u1'])[0]).OfflinePushInfo)).toBe(
      '{"PushFlag":0,"Title":"New order","Desc":"Order 17 is ready","Ext":"{\\"entity\\":{\\"order\\":17}}","AndroidInfo":{"HuaWeiCategory":"IM","VIVOClassification":1},"ApnsInfo":{"BadgeMode":0,"MutableContent":1}}',
    );
  });

  test('im_push', () => {
    const message = {
      audience: 'online' as const,
      content: { type: 'text' as const, text: 'Hi' },
      vendor: { tencentIm: { condition: { tagsOr: ['vip', 'beta'] } } },
    };
    expect(withoutMade(bodyOf(planBroadcast(message, createAdapter()).call()))).toEqual({
      Condition: { TagsOr: ['vip', 'beta'] },
      MsgBody: Hi,
      // The vendor's defaults are online and push; ours are said.
      MsgLifeTime: 0,
      OfflinePushInfo: { PushFlag: 1 },
    });
  });

  test('account_import and multiaccount_import', () => {
    expect(bodyOf(userCallsOf([{ userId: 'u3', name: 'Three' }])[0])).toEqual({
      UserID: 'u3',
      Nick: 'Three',
    });
    expect(bodyOf(userCallsOf([{ userId: 'u4' }, { userId: 'u5', name: 'Five' }])[0])).toEqual({
      AccountList: [{ UserID: 'u4' }, { UserID: 'u5', Nick: 'Five' }],
    });
  });
});

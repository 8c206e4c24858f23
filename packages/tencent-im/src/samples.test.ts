import { describe, expect, test } from 'vitest';
import {
  audienceCall,
  directCall,
  type Fields,
  readJson,
  requestOf,
  usersCall,
} from './__fixtures__/support.ts';

/** Fields by which one message is told from the next: the samples fix them, we make them anew. */
const made = ['MsgSeq', 'MsgRandom'];

function withoutMade(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !made.includes(name)));
}

const content = { type: 'text', text: 'hi, beauty' } as const;

/**
 * The sample requests of "Sending a One-to-One Message" (1047/34919, 2020-09-15), and the same intents in our words.
 *
 * Where the page is old: MsgTimeStamp is gone from later field tables and never sent; MsgSeq is newer and always
 * sent, since copies are discarded by it; OfflinePushInfo is always sent, since leaving it out pushes; its Title is
 * newer than the page, and required in our words.
 */
const samples: readonly [file: string, message: Fields, added: Record<string, unknown>][] = [
  [
    'sendmsg-seed-admin',
    { content, senderCopy: false, timeToLive: 60 },
    { OfflinePushInfo: { PushFlag: 1 } },
  ],
  [
    'sendmsg-seed-forbid-callbacks',
    {
      content,
      senderCopy: false,
      timeToLive: 60,
      vendor: { tencentIm: { forbidCallbacks: ['before', 'after'] } },
    },
    { OfflinePushInfo: { PushFlag: 1 } },
  ],
  [
    'sendmsg-seed-push',
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
    // Newer than the page: do-not-disturb is ignored without it.
    { SendMsgControl: ['WithMuteNotifications'] },
  ],
  [
    'sendmsg-seed-sender-copy',
    { from: 'lumotuwe1', content, senderCopy: true },
    { OfflinePushInfo: { PushFlag: 1 } },
  ],
];

describe('our request is the vendor’s sample of 2020:', () => {
  test.each(samples)('%s', (file, message, added) => {
    const { MsgTimeStamp: _, ...sample } = readJson(`${file}.request`);
    const body = requestOf(directCall(message, ['lumotuwe2']));
    expect(withoutMade(body)).toEqual({ ...withoutMade(sample), ...added });
    for (const name of made) expect(body[name]).toSatisfy(Number.isInteger);
    // The members of the sample come in the sample's order.
    expect(Object.keys(body).filter((name) => name in sample)).toEqual(Object.keys(sample));
  });

  test('the URL', async () => {
    const call = directCall({ content }, ['lumotuwe2'], {
      sdkAppId: 88888888,
      adminUserId: 'admin',
      region: 'china',
    });
    const { url } = await call.target({ now: 0, random: () => 99999999, renewSignature: false });
    expect(url.replace(/usersig=[^&]+/, 'usersig=xxx')).toBe(
      'https://console.tim.qq.com/v4/openim/sendmsg?sdkappid=88888888&identifier=admin&usersig=xxx&random=99999999&contenttype=json',
    );
  });
});

/** Section 17 of the vendor reference, with what we always say beside it. */
describe('our request is the minimal sample of the reference:', () => {
  const Hi = { type: 'text', text: 'Hi' } as const;

  test('batchsendmsg', () => {
    expect(withoutMade(requestOf(directCall({ content: Hi }, ['u1', 'u2'])))).toEqual({
      ...withoutMade(readJson('batchsendmsg-reference.request')),
      SyncOtherMachine: 1,
      OfflinePushInfo: { PushFlag: 1 },
    });
  });

  test('the push block', () => {
    const message: Fields = {
      content,
      push: {
        title: 'New order',
        body: 'Order 17 is ready',
        payload: '{"entity":{"order":17}}',
      },
      vendor: {
        tencentIm: {
          offlinePush: {
            android: { huaweiCategory: 'IM', vivoClassification: 1 },
            apns: { mutableContent: 1 },
          },
        },
      },
    };
    expect(JSON.stringify(requestOf(directCall(message, ['u1'])).OfflinePushInfo)).toBe(
      '{"PushFlag":0,"Title":"New order","Desc":"Order 17 is ready","Ext":"{\\"entity\\":{\\"order\\":17}}","AndroidInfo":{"HuaWeiCategory":"IM","VIVOClassification":1},"ApnsInfo":{"BadgeMode":0,"MutableContent":1}}',
    );
  });

  test('im_push', () => {
    const vendor = { tencentIm: { condition: { tagsOr: ['vip', 'beta'] } } };
    const call = audienceCall({ audience: 'online', content: Hi, vendor });
    expect(withoutMade(requestOf(call))).toEqual({
      ...withoutMade(readJson('im-push-reference.request')),
      // The vendor's defaults are online and push; ours are said.
      MsgLifeTime: 0,
      OfflinePushInfo: { PushFlag: 1 },
    });
  });

  test('account_import and multiaccount_import', () => {
    expect(requestOf(usersCall([{ userId: 'u3', name: 'Three' }]))).toEqual(
      readJson('account-import-reference.request'),
    );
    expect(requestOf(usersCall([{ userId: 'u4' }, { userId: 'u5', name: 'Five' }]))).toEqual(
      readJson('multiaccount-import-reference.request'),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { offlinePushInfo, pushOf } from './offline-push.ts';

const text = { MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } };
const custom = { MsgType: 'TIMCustomElem', MsgContent: { Data: 'd', Desc: 'news', Ext: 'e', Sound: 's' } };
const image = { MsgType: 'TIMImageElem', MsgContent: {} };

describe('OfflinePushInfo is', () => {
  test.each([
    [
      'everything',
      {
        PushFlag: 0,
        Title: 'T',
        Desc: 'D',
        Ext: '{}',
        AndroidInfo: { VIVOClassification: 1 },
        ApnsInfo: { BadgeMode: 0 },
      },
    ],
    ['nothing', {}],
    ['a field nobody knows', { PushFlag: 1, AndroidInfo: { HarmonyImportance: 'HIGH' } }],
  ])('accepted with %s', (_name, info) => {
    expect(offlinePushInfo.safeParse(info).success).toBe(true);
  });

  test.each([
    ['a string', 'push'],
    ['an array', []],
    ['PushFlag as a boolean', { PushFlag: true }],
    ['another PushFlag', { PushFlag: 2 }],
    ['a number as Title', { Title: 5 }],
    ['an object as Ext', { Ext: {} }],
    ['an Android block that is none', { AndroidInfo: 'x' }],
    ['an Android number as string', { AndroidInfo: { VIVOClassification: '1' } }],
    ['a sound as number', { AndroidInfo: { Sound: 1 } }],
    ['an APNs number as string', { ApnsInfo: { BadgeMode: '0' } }],
    ['a fraction', { ApnsInfo: { MutableContent: 0.5 } }],
  ])('refused with %s', (_name, info) => {
    expect(offlinePushInfo.safeParse(info).success).toBe(false);
  });
});

test.each([
  ['a text without OfflinePushInfo', [text], undefined, { title: '', body: 'hello', block: {} }],
  ['a text with PushFlag 1', [text], { PushFlag: 1 as const }, undefined],
  [
    'a text with PushFlag 0',
    [text],
    { PushFlag: 0 as const },
    { title: '', body: 'hello', block: { PushFlag: 0 } },
  ],
  [
    'a text with Desc and Title',
    [text],
    { Title: 'T', Desc: 'D' },
    { title: 'T', body: 'D', block: { Title: 'T', Desc: 'D' } },
  ],
  [
    'a text with an APNs title beside a Title',
    [text],
    { Title: 'T', ApnsInfo: { Title: 'A' } },
    { title: 'A', body: 'hello', block: { Title: 'T', ApnsInfo: { Title: 'A' } } },
  ],
  ['custom', [custom], undefined, { title: '', body: 'news', block: {} }],
  ['custom beside a block without Desc', [custom], { Title: 'T' }, undefined],
  [
    'custom beside a block with Desc',
    [custom],
    { Desc: 'D' },
    { title: '', body: 'D', block: { Desc: 'D' } },
  ],
  ['media without a text', [image], undefined, undefined],
  [
    'media with Desc',
    [image],
    { Desc: 'a picture' },
    { title: '', body: 'a picture', block: { Desc: 'a picture' } },
  ],
])('the notification of %s is $3', (_name, elements, info, expected) => {
  expect(pushOf(elements, info)).toEqual(expected);
});

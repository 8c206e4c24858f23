import type { VendorFields } from '@polychat/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  fieldProblem,
  type MessageKind,
  readVendorFields,
  type TencentImVendorFields,
} from './vendor-fields.ts';

test('the type of a message knows the vendor fields', () => {
  expectTypeOf<VendorFields['tencentIm']>().toEqualTypeOf<TencentImVendorFields | undefined>();
});

const long = 'x'.repeat(51);
const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag${index}`);

describe('the check of vendor fields takes', () => {
  test.each<[MessageKind, unknown]>([
    ['direct', undefined],
    ['direct', {}],
    ['direct', { command: 'single' }],
    ['direct', { forbidCallbacks: ['before', 'after'] }],
    ['direct', { supportMessageExtension: true }],
    ['direct', { sendMsgControl: ['NoLastMsg', 'NoMsgCheck'] }],
    ['direct', { position: 0 }],
    ['direct', { position: Number.MAX_SAFE_INTEGER }],
    ['direct', { offlinePush: { android: { sound: 'a' }, apns: { mutableContent: 1 } } }],
    ['group', { forbidCallbacks: ['before'], supportMessageExtension: true, offlinePush: {} }],
    ['group', { sendMsgControl: ['NoUnread', 'NoLastMsg'] }],
    ['room', { forbidCallbacks: ['before'], supportMessageExtension: true }],
    ['audience', { offlinePush: { android: { vivoClassification: 0 } } }],
    ['audience', { condition: { tagsOr: tags(10), tagsAnd: ['x'.repeat(50)] } }],
    ['audience', { condition: { attrsOr: { city: 'Berlin' }, attrsAnd: { 城市: '柏林' } } }],
  ])('in a message of kind %s: %j', (kind, value) => {
    expect(readVendorFields(value, kind, true)).toEqual({ fields: value ?? {}, problems: [] });
  });
});

describe('the check of vendor fields refuses', () => {
  test.each<[MessageKind, unknown, field: string]>([
    ['direct', 'single', 'vendor.tencentIm'],
    ['direct', null, 'vendor.tencentIm'],
    ['direct', { priority: 1 }, 'vendor.tencentIm.priority'],
    ['direct', { command: 'both' }, 'vendor.tencentIm.command'],
    ['direct', { forbidCallbacks: 'before' }, 'vendor.tencentIm.forbidCallbacks'],
    ['direct', { forbidCallbacks: ['during'] }, 'vendor.tencentIm.forbidCallbacks[0]'],
    ['direct', { supportMessageExtension: 1 }, 'vendor.tencentIm.supportMessageExtension'],
    ['direct', { sendMsgControl: ['NoSuch'] }, 'vendor.tencentIm.sendMsgControl[0]'],
    ['direct', { offlinePush: { ios: {} } }, 'vendor.tencentIm.offlinePush.ios'],
    ['direct', { position: -1 }, 'vendor.tencentIm.position'],
    ['direct', { position: 0.5 }, 'vendor.tencentIm.position'],
    ['direct', { position: 2 ** 53 }, 'vendor.tencentIm.position'],
    ['direct', { position: '1' }, 'vendor.tencentIm.position'],
    [
      'direct',
      { offlinePush: { android: { pushStyle: 2 } } },
      'vendor.tencentIm.offlinePush.android.pushStyle',
    ],
    ['direct', { offlinePush: { android: { Sound: 'x' } } }, 'vendor.tencentIm.offlinePush.android.Sound'],
    ['direct', { offlinePush: { apns: { badgeMode: 1 } } }, 'vendor.tencentIm.offlinePush.apns.badgeMode'],
    ['direct', { offlinePush: { apns: { sound: '' } } }, 'vendor.tencentIm.offlinePush.apns.sound'],
    ['direct', { offlinePush: { apns: { title: '\udc00' } } }, 'vendor.tencentIm.offlinePush.apns.title'],
    ['direct', { condition: { tagsOr: ['vip'] } }, 'vendor.tencentIm.condition'],
    ['audience', { command: 'single' }, 'vendor.tencentIm.command'],
    ['audience', { forbidCallbacks: ['before'] }, 'vendor.tencentIm.forbidCallbacks'],
    ['audience', { supportMessageExtension: false }, 'vendor.tencentIm.supportMessageExtension'],
    ['audience', { sendMsgControl: [] }, 'vendor.tencentIm.sendMsgControl'],
    ['audience', { position: 1 }, 'vendor.tencentIm.position'],
    ['group', { command: 'single' }, 'vendor.tencentIm.command'],
    ['group', { position: 1 }, 'vendor.tencentIm.position'],
    ['group', { condition: { tagsOr: ['vip'] } }, 'vendor.tencentIm.condition'],
    ['group', { sendMsgControl: ['NoMsgCheck'] }, 'vendor.tencentIm.sendMsgControl'],
    ['group', { sendMsgControl: ['NoUnread', 'WithMuteNotifications'] }, 'vendor.tencentIm.sendMsgControl'],
    ['room', { sendMsgControl: ['NoUnread'] }, 'vendor.tencentIm.sendMsgControl'],
    ['room', { command: 'single' }, 'vendor.tencentIm.command'],
    // 90039
    ['audience', { condition: { tagsOr: ['vip'], attrsAnd: { a: 'b' } } }, 'vendor.tencentIm.condition'],
    // 90022
    ['audience', { condition: { tagsOr: ['a', 'vip'], tagsAnd: ['vip'] } }, 'vendor.tencentIm.condition'],
    // 90040
    ['audience', { condition: { tagsOr: ['vip', ''] } }, 'vendor.tencentIm.condition.tagsOr[1]'],
    // 90032
    ['audience', { condition: { tagsAnd: tags(11) } }, 'vendor.tencentIm.condition.tagsAnd'],
    // 90020, in bytes
    ['audience', { condition: { tagsOr: [long] } }, 'vendor.tencentIm.condition.tagsOr[0]'],
    ['audience', { condition: { tagsOr: ['名'.repeat(17)] } }, 'vendor.tencentIm.condition.tagsOr[0]'],
    // 90033
    ['audience', { condition: { attrsOr: { city: long } } }, 'vendor.tencentIm.condition.attrsOr.city'],
    ['audience', { condition: { attrsOr: { city: 1 } } }, 'vendor.tencentIm.condition.attrsOr.city'],
    ['audience', { condition: { attrsOr: {} } }, 'vendor.tencentIm.condition.attrsOr'],
    [
      'audience',
      { condition: { attrsOr: Object.fromEntries(tags(11).map((name) => [name, 'x'])) } },
      'vendor.tencentIm.condition.attrsOr',
    ],
    ['audience', { condition: {} }, 'vendor.tencentIm.condition'],
    ['audience', { condition: { tagsOr: [] } }, 'vendor.tencentIm.condition.tagsOr'],
    ['audience', { condition: { tags: ['vip'] } }, 'vendor.tencentIm.condition.tags'],
  ])('in a message of kind %s: %j', (kind, value, field) => {
    const { fields, problems } = readVendorFields(value, kind, true);
    expect(fields).toEqual({});
    expect(problems[0]).toMatchObject({
      code: 'invalid_message',
      effect: 'not_sent',
      transient: false,
      field,
    });
  });

  test.each(['direct', 'group', 'audience'] as const)(
    'offlinePush without a push in a message of kind %s',
    (kind) => {
      const { problems } = readVendorFields({ offlinePush: {} }, kind, false);
      expect(problems).toMatchObject([{ code: 'invalid_message', field: 'vendor.tencentIm.offlinePush' }]);
    },
  );

  test('an attribute whose name is too long', () => {
    const { problems } = readVendorFields({ condition: { attrsOr: { [long]: 'x' } } }, 'audience', true);
    expect(problems).toMatchObject([{ code: 'invalid_message' }]);
    expect(problems[0]?.field).toMatch(/^vendor\.tencentIm\.condition\.attrsOr/);
  });
});

test('the problem of a field names its place', () => {
  expect(fieldProblem('condition', 'is not for you')).toMatchObject({
    code: 'invalid_message',
    field: 'vendor.tencentIm.condition',
    message: 'vendor.tencentIm.condition: is not for you',
  });
});

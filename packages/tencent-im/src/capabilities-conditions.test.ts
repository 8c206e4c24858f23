import type { BroadcastMessage } from '@polychat/core';
import type { UnsupportedField } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import {
  audienceCall,
  directCall,
  type Fields,
  type GroupFields,
  groupCall,
  planAudience,
  planDirect,
  planGroup,
  planRoom,
  requestOf,
} from './__fixtures__/support.ts';

const content = { type: 'text', text: 'Hello' } as const;
const signal = { type: 'signal', data: 'typing' } as const;
const push = { title: 'Alice', body: 'Hello' };
const vendor = { tencentIm: { offlinePush: { apns: { sound: 'ring.caf' } } } };

/** Takes fields out of a message, as the engine does when it is asked to. */
function without<Message extends object>(
  message: Message,
  unsupported: readonly UnsupportedField[],
): Message {
  const rest = structuredClone(message);
  for (const { field } of unsupported) {
    const path = field.split('.');
    const owner = path.slice(0, -1).reduce<unknown>((value, key) => Reflect.get(Object(value), key), rest);
    Reflect.deleteProperty(Object(owner), path.at(-1) ?? '');
  }
  return rest;
}

describe('what a direct message cannot hold', () => {
  test.each<[name: string, message: Fields, fields: string[]]>([
    ['a plain message', { content, push, readReceipt: true, timeToLive: 60, vendor }, []],
    ['a signal', { content: signal }, []],
    ['a pushed signal', { content: signal, push }, ['push']],
    [
      'a pushed signal with additions to the push',
      { content: signal, push, vendor },
      ['push', 'vendor.tencentIm.offlinePush'],
    ],
    ['a signal with a receipt', { content: signal, readReceipt: true }, ['readReceipt']],
    ['a signal without one', { content: signal, readReceipt: false }, []],
    ['a signal that waits', { content: signal, timeToLive: 60 }, ['timeToLive']],
    ['a signal that does not', { content: signal, timeToLive: 0 }, []],
    [
      'a signal with all of them',
      { content: signal, push, readReceipt: true, timeToLive: 60, vendor },
      ['push', 'vendor.tencentIm.offlinePush', 'readReceipt', 'timeToLive'],
    ],
    ['a message for online devices', { content, timeToLive: 0 }, []],
    ['a pushed message for online devices', { content, push, timeToLive: 0 }, ['push']],
    [
      'a pushed message for online devices with additions to the push',
      { content, push, timeToLive: 0, vendor },
      ['push', 'vendor.tencentIm.offlinePush'],
    ],
    [
      'a message for online devices with a receipt',
      { content, readReceipt: true, timeToLive: 0 },
      ['readReceipt'],
    ],
  ])('%s: %j', (_name, message, fields) => {
    const { problems, unsupported } = planDirect(message);
    expect(problems).toEqual([]);
    expect(unsupported.map(({ field }) => field)).toEqual(fields);
    for (const { reason } of unsupported) expect(reason).toMatch(/^has no place in a (signal|message)/);

    const rest = without(message, unsupported);
    expect(planDirect(rest)).toMatchObject({ problems: [], unsupported: [] });
    if (fields.length === 0) return;
    const wire = requestOf(directCall(rest, ['bob']));
    expect(wire).toMatchObject({ OnlineOnlyFlag: 1, OfflinePushInfo: { PushFlag: 1 } });
    for (const name of ['MsgLifeTime', 'IsNeedReadReceipt', 'SendMsgControl']) {
      expect(wire).not.toHaveProperty(name);
    }
  });
});

describe('what a message to a group cannot hold', () => {
  const control = { tencentIm: { sendMsgControl: ['NoLastMsg'] } } as const;

  test.each<[name: string, message: GroupFields, fields: string[]]>([
    ['a plain message', { content, push, readReceipt: true, vendor }, []],
    ['a message with controls', { content, countsAsUnread: false, vendor: control }, []],
    ['a signal', { content: signal, countsAsUnread: false }, []],
    ['a signal with controls', { content: signal, vendor: control }, ['vendor.tencentIm.sendMsgControl']],
    [
      'a message for online devices with controls',
      { content, timeToLive: 0, vendor: control },
      ['vendor.tencentIm.sendMsgControl'],
    ],
    [
      'a signal with all that leaves a trace',
      { content: signal, push, readReceipt: true, vendor },
      ['push', 'vendor.tencentIm.offlinePush', 'readReceipt'],
    ],
  ])('%s: %j', (_name, message, fields) => {
    const { problems, unsupported } = planGroup(message);
    expect(problems).toEqual([]);
    expect(unsupported.map(({ field }) => field)).toEqual(fields);

    const rest = without(message, unsupported);
    expect(planGroup(rest)).toMatchObject({ problems: [], unsupported: [] });
    if (fields.length === 0) return;
    const wire = requestOf(groupCall(rest));
    expect(wire).toMatchObject({ OnlineOnlyFlag: 1, OfflinePushInfo: { PushFlag: 1 } });
    for (const name of ['NeedReadReceipt', 'SendMsgControl']) expect(wire).not.toHaveProperty(name);
  });
});

test.each([
  { content, vendor },
  { content, push, vendor },
])('additions to a push have no place in a room: %j', (message) => {
  const { problems, unsupported } = planRoom(message);
  expect(problems).toEqual([]);
  expect(unsupported).toMatchObject([{ field: 'vendor.tencentIm.offlinePush' }]);
});

describe('what a broadcast cannot hold', () => {
  const everyone: BroadcastMessage = { audience: 'everyone', content, push };

  test.each<[name: string, message: BroadcastMessage, fields: string[]]>([
    ['a broadcast to everyone', { ...everyone, vendor }, []],
    ['a broadcast to everyone, for an hour', { ...everyone, timeToLive: 3_600 }, []],
    ['a broadcast to everyone, kept for nobody', { ...everyone, timeToLive: 0 }, ['timeToLive']],
    ['a signal to everyone', { ...everyone, content: signal }, ['audience']],
    [
      'a signal to everyone, kept for nobody',
      { ...everyone, content: signal, timeToLive: 0 },
      ['audience', 'timeToLive'],
    ],
    ['a broadcast to those who are online', { audience: 'online', content, timeToLive: 0 }, []],
    ['a signal to those who are online', { audience: 'online', content: signal }, []],
  ])('%s: %j', (_name, message, fields) => {
    const { problems, unsupported } = planAudience(message);
    expect(problems).toEqual([]);
    expect(unsupported.map(({ field }) => field)).toEqual(fields);
    for (const { reason } of unsupported) expect(reason).toMatch(/^(can only|must not) be /);
  });

  test('without what it names, it is planned like any other', () => {
    const message = { ...everyone, timeToLive: 0 };
    const rest = without(message, planAudience(message).unsupported);
    expect(planAudience(rest).unsupported).toEqual([]);
    expect(requestOf(audienceCall(rest))).toEqual(requestOf(audienceCall(everyone)));
  });
});

import type { CheckedBroadcast, CheckedMessage, UnsupportedField } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { audienceMessage, directMessage, planAudience, planDirect } from './__fixtures__/support.ts';

const push = { title: 'Ann', body: 'hello' };
const signal = { type: 'signal', data: 'ping' } as const;
const fieldsOf = (unsupported: readonly UnsupportedField[]) => unsupported.map(({ field }) => field);

/** The message without these fields, as the engine plans it again. */
function without<Message extends CheckedMessage | CheckedBroadcast>(
  message: Message,
  paths: readonly string[],
): Message {
  const own = 'vendor.zim.';
  const rest = Object.entries(message).filter(([name]) => !paths.includes(name));
  const vendorFields = Object.entries(message.vendorFields ?? {}).filter(
    ([name]) => !paths.includes(own + name),
  );
  const asked = { ...Object.fromEntries(rest), vendorFields: Object.fromEntries(vendorFields) };
  // Where a field has a default, leaving it out means that.
  return { ...('audience' in message ? {} : directMessage()), ...asked } as Message;
}

describe('fields that a direct message cannot have', () => {
  test.each<[string, Partial<CheckedMessage>, string[]]>([
    ['a signal', {}, []],
    ['a signal with all that it can have', { metadata: 'm', priority: 'high', senderCopy: false }, []],
    ['a signal with push', { push }, ['push']],
    [
      'a signal with push and a field that needs it',
      { push, vendorFields: { threadId: 't' } },
      ['push', 'vendor.zim.threadId'],
    ],
    [
      'a signal with push and all fields that need it',
      { push, vendorFields: { threadId: 't', pushStrategyId: 's' } },
      ['push', 'vendor.zim.pushStrategyId', 'vendor.zim.threadId'],
    ],
    ['a signal with readReceipt', { readReceipt: true }, ['readReceipt']],
    ['a signal with both', { push, readReceipt: true }, ['push', 'readReceipt']],
  ])('with %s (%j) are %j', (_what, fields, expected) => {
    const message = directMessage({ content: signal, ...fields });
    const { problems, unsupported } = planDirect(message);
    expect(problems).toEqual([]);
    expect(fieldsOf(unsupported)).toEqual(expected);
    const again = planDirect(without(message, expected));
    expect(again).toMatchObject({ problems: [], unsupported: [] });
    expect(JSON.parse(again.next(['ana']).call?.body()?.text ?? '').MessageBody).not.toHaveProperty(
      'OfflinePush',
    );
  });

  test('are none with any other content', () => {
    const fields = { push, readReceipt: true, vendorFields: { threadId: 't' } };
    expect(planDirect(directMessage(fields))).toMatchObject({ problems: [], unsupported: [] });
  });
});

describe('fields that a broadcast cannot have', () => {
  test.each<[Partial<CheckedBroadcast>, string[]]>([
    [{ audience: 'online' }, []],
    [{ audience: 'online', timeToLive: 0 }, []],
    [{ audience: 'everyone', push }, []],
    [{ audience: 'everyone', push, timeToLive: 0 }, ['timeToLive']],
    [{ audience: 'push_only', push, timeToLive: 0 }, ['timeToLive']],
  ])('with %j are %j', (fields, expected) => {
    const message = audienceMessage(fields);
    const { problems, unsupported } = planAudience(message);
    expect(problems).toEqual([]);
    expect(fieldsOf(unsupported)).toEqual(expected);
    expect(planAudience(without(message, expected))).toMatchObject({ problems: [], unsupported: [] });
  });
});

test('each field that cannot go with a signal says why, as the end of a sentence', () => {
  const { unsupported } = planDirect(directMessage({ content: signal, push, readReceipt: true }));
  expect(unsupported.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
    'push has no place in a signal: ZIM pushes none',
    'readReceipt has no place in a signal: ZIM has no receipts for it',
  ]);
});

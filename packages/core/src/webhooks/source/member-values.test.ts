import { describe, expect, test } from 'vitest';
import { filledName, millisecondsOf, namesOf, recordsOf, withoutAbsent } from './member-values.ts';
import { messageRefOf } from './message-ref.ts';

test.each([
  ['u1', 'u1'],
  ['9007199254740993', '9007199254740993'],
  [17, '17'],
  [0, '0'],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
  [1.5, undefined],
  [{}, undefined],
])('filledName(%j) is %j', (value, expected) => {
  expect(filledName(value)).toBe(expected);
});

test.each([
  [['u1', '', 7, null, { UserId: 'u2' }], undefined, ['u1', '7']],
  [[{ UserId: 'u1' }, { UserId: '' }, {}, 'u3', null], 'UserId', ['u1']],
  ['u1', undefined, []],
  [undefined, 'UserId', []],
])('namesOf(%j, %j) is %j', (list, member, expected) => {
  expect(namesOf(list, member)).toEqual(expected);
});

test('recordsOf keeps the objects of a list', () => {
  expect(recordsOf([{ a: 1 }, [2], 'x', null, {}])).toEqual([{ a: 1 }, {}]);
  expect(recordsOf({ a: 1 })).toEqual([]);
});

test.each([
  [1_750_000_000, 'seconds', 1_750_000_000_000],
  ['1750000000', 'seconds', 1_750_000_000_000],
  ['1750000000123', 'milliseconds', 1_750_000_000_123],
  [0, 'seconds', undefined],
  ['', 'seconds', undefined],
  [-5, 'milliseconds', undefined],
] as const)('millisecondsOf(%j, %j) is %j', (value, unit, expected) => {
  expect(millisecondsOf(value, unit)).toBe(expected);
});

test('withoutAbsent leaves out what is undefined, and nothing else', () => {
  const cleaned = withoutAbsent({ a: undefined, b: null, c: 0, d: '', e: false });
  expect(Object.keys(cleaned)).toEqual(['b', 'c', 'd', 'e']);
});

describe('messageRefOf', () => {
  const ids = { conversation: 'direct', from: 'u1', to: 'u2', messageId: '77', sentAt: 5 } as const;

  test('names a message by the ids that the vendor said', () => {
    expect(messageRefOf('pigeon', 'app', ids, 'messageId')).toEqual({
      ...{ version: 1, vendor: 'pigeon', app: 'app' },
      ...ids,
    });
  });

  test.each([
    ['the id by which the vendor finds it', { ...ids, messageId: undefined }],
    ['its sender', { ...ids, from: undefined }],
    ['where it was said', { ...ids, to: '' }],
  ])('gives none where the vendor did not say %s', (_what, some) => {
    expect(messageRefOf('pigeon', 'app', some, 'messageId')).toBeUndefined();
  });

  test('gives none where another id than the one that is needed is known, and none in channels', () => {
    expect(messageRefOf('pigeon', 'app', ids, 'sequence')).toBeUndefined();
    expect(messageRefOf('pigeon', 'app', { ...ids, conversation: 'channel' }, 'messageId')).toBeUndefined();
  });
});

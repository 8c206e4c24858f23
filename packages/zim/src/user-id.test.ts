import { describe, expect, test } from 'vitest';
import { resolveSender, userIdProblem, userIdProblems } from './user-id.ts';

describe('a user id', () => {
  test.each(['a', '0', '@RBT#bot-1', 'x'.repeat(32), ' ', '!#$%&()+-:;<=.>?@[]^_ {}|~'])(
    'may be %j',
    (userId) => {
      expect(userIdProblem('to', userId)).toBeUndefined();
    },
  );

  test.each(['"', "'", '*', ',', '/', '\\', '`', 'ä', '名', '\n', '\u0000', 'a\n', '\ud83d'])(
    'may not hold %j',
    (userId) => {
      expect(userIdProblem('to', userId)).toMatchObject({
        code: 'invalid_message',
        field: 'to',
        effect: 'not_sent',
      });
    },
  );

  test.each([
    ['', { min: 1, unit: 'bytes', actual: 0 }],
    ['x'.repeat(33), { max: 32, unit: 'bytes', actual: 33 }],
    // 11 characters of 3 bytes.
    ['名'.repeat(11), { max: 32, unit: 'bytes', actual: 33 }],
  ])('of %j breaks a limit of length', (userId, limit) => {
    expect(userIdProblem('from', userId)).toMatchObject({ code: 'invalid_message', field: 'from', limit });
  });
});

test('of a list of user ids, each that would be refused is named by its place', () => {
  expect(userIdProblems('targets.only', ['ana', '名', 'bo', '']).map(({ field }) => field)).toEqual([
    'targets.only[1]',
    'targets.only[3]',
  ]);
  expect(userIdProblems('targets.only')).toEqual([]);
});

describe('the sender of a message', () => {
  test.each([
    ['ann', undefined, { sender: 'ann' }],
    ['ann', 'ops', { sender: 'ann' }],
    [undefined, 'ops', { sender: 'ops' }],
    [undefined, undefined, { problem: { code: 'invalid_message', field: 'from' } }],
    ['a/b', 'ops', { problem: { code: 'invalid_message', field: 'from' } }],
  ])('from %j with the default sender %j is %j', (from, defaultSender, expected) => {
    expect(resolveSender(from, { defaultSender })).toMatchObject(expected);
  });
});

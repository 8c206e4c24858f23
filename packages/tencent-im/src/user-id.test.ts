import { describe, expect, test } from 'vitest';
import { longestUserId } from './body-size.ts';
import { resolveSender, userIdProblem, userIdProblems } from './user-id.ts';

describe('a user id', () => {
  test.each(['a', 'administrator', '@all#1', 'with space', '"', 'x'.repeat(32), longestUserId])(
    'may be %j',
    (userId) => {
      expect(userIdProblem('to', userId)).toBeUndefined();
    },
  );

  test.each([
    ['', 'to: must not be empty', undefined],
    ['x'.repeat(33), 'to: must be at most 32 bytes long', { max: 32, unit: 'bytes', actual: 33 }],
    ['名'.repeat(11), 'to: must be at most 32 bytes long', { max: 32, unit: 'bytes', actual: 33 }],
    ['名', 'to: must be printable ASCII', undefined],
    ['é', 'to: must be printable ASCII', undefined],
    ['a\nb', 'to: must be printable ASCII', undefined],
    ['\u007f', 'to: must be printable ASCII', undefined],
    ['\ud800', 'to: must be printable ASCII', undefined],
  ])('may not be %j', (userId, message, limit) => {
    expect(userIdProblem('to', userId)).toEqual({
      code: 'invalid_message',
      effect: 'not_sent',
      transient: false,
      retryable: false,
      message,
      field: 'to',
      ...(limit ? { limit } : {}),
    });
  });
});

test('of a list of user ids, each that would be refused is named by its place', () => {
  expect(userIdProblems('mentions.users', ['ana', '名', 'bo', '']).map(({ field }) => field)).toEqual([
    'mentions.users[1]',
    'mentions.users[3]',
  ]);
  expect(userIdProblems('mentions.users')).toEqual([]);
});

describe('the sender', () => {
  const adminUserId = 'administrator';

  test.each([
    ['alice', 'ops', 'alice'],
    [undefined, 'ops', 'ops'],
    [undefined, undefined, adminUserId],
  ])('of a message from %s, with the default sender %s, is %s', (from, defaultSender, sender) => {
    expect(resolveSender(from, { defaultSender, adminUserId })).toEqual({ sender });
  });

  test('is none where the message names one that cannot be', () => {
    expect(resolveSender('名', { defaultSender: 'ops', adminUserId })).toEqual({
      problem: userIdProblem('from', '名'),
    });
  });
});

import { describe, expect, test } from 'vitest';
import { attemptInfo, httpReply, read, readText, usersCall } from './__fixtures__/support.ts';
import { commands } from './commands.ts';
import { readUsersReply } from './users-reply.ts';

describe('a reply of an import', () => {
  const many = commands.importAccounts;
  const unclear = expect.objectContaining({ code: 'bad_reply', effect: 'unknown', transient: true });
  const noReason = {
    code: 'vendor_error',
    effect: 'rejected',
    transient: false,
    retryable: false,
    message: `Tencent IM refused a user of ${many} and gave no reason`,
    vendor: { name: 'tencentIm' },
  };

  test('of a partial failure, which looks like success, names who failed', () => {
    const reply = httpReply(readText('multiaccount-import-partial.reply'));
    expect(readUsersReply(reply, attemptInfo(), many)).toEqual({
      value: { accepted: [], failed: [{ id: 'u5', problem: noReason }] },
    });
  });

  test.each<[name: string, body: unknown, result: unknown]>([
    ['success', { ActionStatus: 'OK', ErrorCode: 0 }, { value: { accepted: [], failed: [] } }],
    ['an empty list', { ErrorCode: 0, FailAccounts: [] }, { value: { accepted: [], failed: [] } }],
    ['a null list', { ErrorCode: 0, FailAccounts: null }, { value: { accepted: [], failed: [] } }],
    [
      'a name as a number',
      { ErrorCode: 0, FailAccounts: [5] },
      { value: { accepted: [], failed: [{ id: '5', problem: noReason }] } },
    ],
    [
      // The engine leaves those that are not named unconfirmed.
      'a name that was not asked for',
      { ErrorCode: 0, FailAccounts: ['USER0'] },
      { value: { accepted: [], failed: [{ id: 'USER0', problem: noReason }] } },
    ],
    ['no list', { ErrorCode: 0, FailAccounts: 'u5' }, { problem: unclear }],
    // It may be anybody's.
    [
      'a name that is none',
      { ErrorCode: 0, FailAccounts: ['u5', {}] },
      { problem: unclear, value: { accepted: [], failed: [{ id: 'u5', problem: noReason }] } },
    ],
    [
      'SomeError, which imports do not know',
      { ActionStatus: 'SomeError', ErrorCode: 0 },
      { problem: unclear },
    ],
    ['OK with a code', { ActionStatus: 'OK', ErrorCode: 70402 }, { problem: unclear }],
    ['an array', [], { problem: unclear }],
    [
      'more accounts than the app may have',
      { ActionStatus: 'FAIL', ErrorCode: 70398 },
      { problem: expect.objectContaining({ code: 'quota_exhausted', effect: 'rejected' }) },
    ],
    [
      'deleted less than three months ago',
      { ActionStatus: 'FAIL', ErrorCode: 70399 },
      { problem: expect.objectContaining({ code: 'conflict', effect: 'rejected' }) },
    ],
    [
      'a timeout inside',
      { ActionStatus: 'FAIL', ErrorCode: 70202 },
      { problem: expect.objectContaining({ effect: 'unknown', transient: true }) },
    ],
    [
      'too fast',
      { ActionStatus: 'FAIL', ErrorCode: 60007 },
      {
        problem: expect.objectContaining({ code: 'rate_limited', effect: 'rejected' }),
        tooFast: { limits: [`${many} calls`], counted: true },
      },
    ],
    [
      'a refused signature',
      { ActionStatus: 'FAIL', ErrorCode: 70009 },
      {
        problem: expect.objectContaining({ code: 'unauthenticated', effect: 'rejected' }),
        refused: 'signature',
      },
    ],
  ])('that says "%s" is read as $2', (_name, body, result) => {
    expect(readUsersReply(httpReply(body), attemptInfo(), many)).toEqual(result);
    expect(read(usersCall([{ userId: 'u4' }, { userId: 'u5' }]), body)).toEqual(result);
  });
});

import { describe, expect, test } from 'vitest';
import { attemptInfo, httpReply, readText } from './__fixtures__/support.ts';
import { readAudienceReply } from './audience-reply.ts';

describe('a reply of im_push', () => {
  const read = (reply: unknown, attempt = attemptInfo()) => readAudienceReply(httpReply(reply), attempt);

  test('names the task', () => {
    expect(read(readText('im-push-ok.reply'))).toEqual({
      value: { taskId: '1400000000_144115212910570788_4155518400_1677148800' },
    });
  });

  test('may leave the task out', () => {
    expect(read(readText('im-push-without-task.reply'))).toEqual({ value: {} });
    expect(read({ ErrorCode: 0, TaskId: null })).toEqual({ value: {} });
  });

  test.each<[string, unknown]>([
    ['too long', '1'.repeat(1_000)],
    ['with a space', 'a task'],
    ['with a control character', 'task\u0007'],
    ['empty', ''],
    ['an object', {}],
  ])('a TaskId is dropped that is no id: %s', (_name, TaskId) => {
    expect(read({ ErrorCode: 0, TaskId })).toEqual({ value: {} });
  });

  test('keeps ids and words through redaction alone', () => {
    const redact = { id: (said: unknown) => `id ${said}`, words: (said: unknown) => `words ${said}` };
    const attempt = attemptInfo({ redact });
    expect(read({ ErrorCode: 0, TaskId: 't1' }, attempt)).toEqual({ value: { taskId: 'id t1' } });
    expect(read({ ErrorCode: 90045, ErrorInfo: 'off' }, attempt).problem?.vendor?.message).toBe('words off');
  });

  test.each<[name: string, body: unknown, problem: object, more?: object]>([
    [
      'too soon',
      { ActionStatus: 'FAIL', ErrorCode: 90024 },
      { code: 'rate_limited', effect: 'rejected', transient: true },
      { tooFast: { limits: ['v4/all_member_push/im_push calls'], counted: true } },
    ],
    [
      'too fast for the app as a whole',
      { ActionStatus: 'FAIL', ErrorCode: 60011 },
      { code: 'rate_limited', effect: 'rejected', transient: true },
      { tooFast: { counted: true } },
    ],
    [
      'none left today',
      { ActionStatus: 'FAIL', ErrorCode: 90047 },
      { code: 'quota_exhausted', effect: 'rejected', transient: false },
    ],
    [
      'not switched on',
      { ActionStatus: 'FAIL', ErrorCode: 90045 },
      { code: 'permission_denied', effect: 'rejected' },
    ],
    [
      'an unknown sender',
      { ActionStatus: 'FAIL', ErrorCode: 20003 },
      { code: 'sender_not_found', effect: 'rejected' },
    ],
    [
      'a refused signature',
      { ActionStatus: 'FAIL', ErrorCode: 70001 },
      { code: 'unauthenticated', effect: 'rejected' },
      { refused: 'signature' },
    ],
    [
      'an internal fault',
      { ActionStatus: 'FAIL', ErrorCode: 91000 },
      { code: 'vendor_unavailable', effect: 'unknown' },
    ],
    // A push to all has no parts that could fail.
    [
      'SomeError',
      { ActionStatus: 'SomeError', ErrorCode: 0, TaskId: 'x' },
      { code: 'bad_reply', effect: 'unknown' },
    ],
    ['OK with a code', { ActionStatus: 'OK', ErrorCode: 90047 }, { code: 'bad_reply', effect: 'unknown' }],
    ['HTML', '<html>', { code: 'bad_reply', effect: 'unknown' }],
  ])('that says "%s" is read as $2', (_name, body, problem, more = {}) => {
    expect(read(body)).toEqual({
      problem: expect.objectContaining(problem),
      ...more,
    });
  });
});

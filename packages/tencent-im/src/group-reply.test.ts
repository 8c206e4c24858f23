import { describe, expect, test } from 'vitest';
import { attemptInfo, groupCall, httpReply, read, readText, roomCall } from './__fixtures__/support.ts';
import { readGroupReply } from './group-reply.ts';
import { readRoomReply } from './room-reply.ts';

const readGroup = (reply: unknown, attempt = attemptInfo()) => readGroupReply(httpReply(reply), attempt);
const ok = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const refusal = (ErrorCode: number) => ({ ActionStatus: 'FAIL', ErrorInfo: '', ErrorCode });
const content = { type: 'text', text: 'Hi all' } as const;
const calls = 'v4/group_open_http_svc/send_group_msg calls';
const messages = 'v4/group_open_http_svc/send_group_msg messages to one group';

describe('a good reply of send_group_msg', () => {
  test('names the message by its number in the group', () => {
    expect(readGroup(readText('send-group-msg-ok.reply'))).toEqual({
      value: { sequence: '18', sentAt: 1_751_500_200_000 },
    });
  });

  test.each([
    [
      'a number with many digits',
      '{"ErrorCode":0,"MsgSeq":9031123255443322119}',
      { sequence: '9031123255443322119' },
    ],
    ['a number as a string', { ErrorCode: 0, MsgSeq: '18' }, { sequence: '18' }],
    // As of one that is for those who are online.
    ['the number 0', { ErrorCode: 0, MsgSeq: 0 }, {}],
    ['none', { ErrorCode: 0 }, {}],
    ['null', { ErrorCode: 0, MsgSeq: null, MsgTime: null }, {}],
    ['an empty MsgDropReason', { ErrorCode: 0, MsgSeq: 1, MsgDropReason: '' }, { sequence: '1' }],
    ['MsgDropReason null', { ErrorCode: 0, MsgSeq: 1, MsgDropReason: null }, { sequence: '1' }],
  ])('with %s', (_what, reply, value) => {
    expect(readGroup(reply)).toEqual({ value });
  });

  test('keeps ids through redaction alone', () => {
    const redact = { id: (said: unknown) => `id ${said}`, words: (said: unknown) => `words ${said}` };
    expect(readGroup({ ...ok, MsgSeq: 5 }, attemptInfo({ redact })).value).toEqual({ sequence: 'id 5' });
    expect(
      readGroup({ ...refusal(10004), ErrorInfo: 'off' }, attemptInfo({ redact })).problem?.vendor?.message,
    ).toBe('words off');
  });
});

describe('a message that was dropped', () => {
  test('for the group’s frequency has certainly not gone, and the same again would be a copy', () => {
    const dropped = readGroup(readText('send-group-msg-dropped.reply'));
    expect(dropped).toEqual({
      problem: {
        code: 'rate_limited',
        effect: 'rejected',
        transient: true,
        retryable: true,
        message:
          'Tencent IM answered v4/group_open_http_svc/send_group_msg with OK and dropped the message: there were too many in the group (MsgDropReason MsgFreqCtrl)',
        retryAfterMs: 1_100,
        vendor: { name: 'tencentIm' },
      },
      discarded: true,
      tooFast: { limits: [messages], counted: true },
    });
  });

  test.each([['Other'], ['msgfreqctrl'], [1], [true], [{}]])(
    'for the reason %j, which nobody documented, is in doubt and never tried again',
    (MsgDropReason) => {
      const result = readGroup({ ...ok, MsgSeq: 5, MsgDropReason });
      expect(result).toEqual({
        problem: expect.objectContaining({ code: 'vendor_error', effect: 'unknown', transient: false }),
      });
    },
  );

  test('a code comes before it', () => {
    expect(readGroup({ ...refusal(10010), MsgDropReason: 'MsgFreqCtrl' })).toMatchObject({
      problem: { code: 'not_found' },
    });
    expect(readGroup({ ...refusal(10010), MsgDropReason: 'MsgFreqCtrl' })).not.toHaveProperty('discarded');
  });
});

describe('a refusal of send_group_msg', () => {
  test.each([
    // The page's own (34959).
    [10002, { code: 'vendor_unavailable', effect: 'unknown', transient: true }],
    [10004, { code: 'invalid_message', effect: 'rejected' }],
    [10007, { code: 'permission_denied', effect: 'rejected', transient: false }],
    [10010, { code: 'not_found', effect: 'rejected', field: 'groupId' }],
    [10015, { code: 'invalid_message', effect: 'rejected', field: 'groupId' }],
    [10016, { code: 'content_rejected', effect: 'rejected' }],
    // Muted in the group.
    [10017, { code: 'permission_denied', effect: 'rejected', transient: false, field: 'from' }],
    [10023, { code: 'rate_limited', effect: 'rejected', transient: true, retryAfterMs: 1_100 }],
    [80001, { code: 'content_rejected', effect: 'rejected' }],
    [80002, { code: 'message_too_large', effect: 'rejected' }],
    // The general table's.
    [10019, { code: 'sender_not_found', effect: 'rejected' }],
    [20003, { code: 'sender_not_found', effect: 'rejected' }],
    [70107, { code: 'sender_not_found', effect: 'rejected' }],
    [10053, { code: 'invalid_message', effect: 'rejected' }],
    [10100, { code: 'content_rejected', effect: 'rejected' }],
    [10200, { code: 'content_rejected', effect: 'rejected' }],
    [60007, { code: 'rate_limited', effect: 'rejected', transient: true }],
    [60028, { code: 'quota_exhausted', effect: 'rejected' }],
    [80003, { code: 'vendor_unavailable', effect: 'rejected', transient: true }],
    [93000, { code: 'message_too_large', effect: 'rejected' }],
    [90992, { code: 'vendor_unavailable', effect: 'unknown', transient: true }],
    [424242, { code: 'vendor_error', effect: 'unknown' }],
  ])('with code %i is read as %j', (ErrorCode, problem) => {
    const result = readGroup(refusal(ErrorCode));
    expect(result.value).toBeUndefined();
    expect(result.problem).toMatchObject({ ...problem, vendor: { code: ErrorCode } });
    if (!('field' in problem)) expect(result.problem).not.toHaveProperty('field');
    expect(result).not.toHaveProperty('discarded');
  });

  test.each<[number, string[] | undefined]>([
    [60007, [calls]],
    [10023, [messages]],
    // They speak of the app, or of nothing.
    [60011, undefined],
  ])('code %i is about the limits %j', (ErrorCode, limits) => {
    expect(readGroup(refusal(ErrorCode)).tooFast).toEqual({ limits, counted: true });
  });

  test.each([
    [70001, 'signature'],
    [10010, undefined],
  ])('with code %i says that this was refused: %s', (ErrorCode, refused) => {
    expect(readGroup(refusal(ErrorCode)).refused).toBe(refused);
  });

  test.each([
    ['SomeError, of a message that has no parts', { ...ok, ActionStatus: 'SomeError', MsgSeq: 1 }],
    ['OK with a code', { ...ok, ErrorCode: 10010 }],
    ['HTML', '<html>'],
    ['nothing', ''],
  ])('that is %s is in doubt', (_what, reply) => {
    expect(readGroup(reply)).toMatchObject({ problem: { code: 'bad_reply', effect: 'unknown' } });
  });
});

test('a reply to a message to a room is read alike, and says of the room what it says of the group', () => {
  const readRoom = (reply: unknown) => readRoomReply(httpReply(reply), attemptInfo());
  expect(readRoom(refusal(10010)).problem).toMatchObject({ code: 'not_found', field: 'roomId' });
  expect(readRoom(refusal(10015)).problem).toMatchObject({ code: 'invalid_message', field: 'roomId' });
  for (const reply of [
    readText('send-group-msg-ok.reply'),
    readText('send-group-msg-dropped.reply'),
    refusal(10017),
  ]) {
    expect(readRoom(reply)).toEqual(readGroup(reply));
    expect(read(roomCall({ content }), reply)).toEqual(readRoom(reply));
    expect(read(groupCall({ content }), reply)).toEqual(readGroup(reply));
  }
  expect(read(roomCall({ content }), refusal(10010))).toEqual(readRoom(refusal(10010)));
});

import { describe, expect, test } from 'vitest';
import { attemptInfo, groupCall, httpReply, read, readText, roomCall } from './__fixtures__/support.ts';
import { readGroupReply } from './group-reply.ts';
import { readRoomReply } from './room-reply.ts';

const readGroup = (reply: unknown) => readGroupReply(httpReply(reply), attemptInfo());
const readRoom = (reply: unknown) => readRoomReply(httpReply(reply), attemptInfo());

describe('a reply to a message to a group', () => {
  test('keeps the ids of the message, a bare number above 2^53 with all its digits', () => {
    expect(readGroup(readText('send-group-message.reply'))).toEqual({
      value: { messageId: '9031123255443322119', sequence: '41', requestId: '512340098771203377' },
    });
  });

  test.each([
    [
      'an empty number, as of a signal',
      '{"Code":0,"MsgId":9031123255443322119,"MsgSeq":""}',
      '9031123255443322119',
    ],
    ['the number 0', '{"Code":0,"MsgId":"9031123255443322119","MsgSeq":0}', '9031123255443322119'],
    ['no number', '{"Code":0,"MsgId":12}', '12'],
    ['null', '{"Code":0,"MsgId":12,"MsgSeq":null}', '12'],
    ['nothing', '{"Code":0}', undefined],
  ])('with %s has no sequence', (_what, reply, messageId) => {
    expect(readGroup(reply)).toEqual({ value: { messageId } });
  });

  test.each([
    [{ Code: 660600001 }, { code: 'not_found', effect: 'rejected', field: 'groupId' }],
    // Also what a fault inside looks like.
    [{ Code: 660600009 }, { code: 'not_found', effect: 'unknown', field: 'groupId' }],
    [{ Code: 660500002 }, { code: 'sender_not_found', effect: 'rejected' }],
    [{ Code: 660700015 }, { code: 'sender_not_found', effect: 'rejected' }],
    [{ Code: 660600024 }, { code: 'permission_denied', effect: 'rejected', field: 'from' }],
    [{ Code: 660000025 }, { code: 'invalid_message', effect: 'rejected' }],
    [{ Code: 660000002 }, { code: 'invalid_message', effect: 'rejected' }],
    [{ Code: 660000011 }, { code: 'too_many_recipients', effect: 'rejected' }],
    [{ Code: 660400001 }, { code: 'message_too_large', effect: 'rejected' }],
    [{ Code: 660000028 }, { code: 'permission_denied', effect: 'rejected' }],
    [{ Code: 660500005 }, { code: 'content_rejected', effect: 'rejected' }],
    [{ Code: 660500007 }, { code: 'content_rejected', effect: 'rejected' }],
    [{ Code: 660500009 }, { code: 'content_rejected', effect: 'rejected' }],
    [{ Code: 660300006 }, { code: 'rate_limited', effect: 'unknown' }],
    [{ Code: 660500004 }, { code: 'vendor_error', effect: 'unknown' }],
    [{ Code: 660000003 }, { code: 'vendor_unavailable', effect: 'unknown' }],
    [{ Code: 1 }, { code: 'vendor_unavailable', effect: 'unknown' }],
    [{ Code: 100000011 }, { code: 'misconfigured', effect: 'rejected' }],
    [{ Code: 123 }, { code: 'vendor_error', effect: 'unknown' }],
    [{ Code: null }, { code: 'bad_reply', effect: 'unknown' }],
    ['<html>', { code: 'bad_reply', effect: 'unknown' }],
    [
      { Code: 0, MsgId: 1, MsgSeq: 1, AuditInfos: [{ Index: 0, Reason: 'ad' }] },
      { code: 'content_rejected', effect: 'unknown' },
    ],
    [
      { Code: 0, ErrorList: [{ UserId: 'x', SubCode: 660500009 }] },
      { code: 'content_rejected', effect: 'rejected', vendor: { code: 660500009 } },
    ],
  ])('%j is read as %j', (reply, problem) => {
    const result = readGroup(reply);
    expect(result.value).toBeUndefined();
    expect(result.problem).toMatchObject(problem);
    if (!('field' in problem)) expect(result.problem).not.toHaveProperty('field');
  });

  test('moderation that names its code says so in words', () => {
    expect(
      readGroup({ Code: 660500005, Message: 'text', AuditInfos: [{ Index: 0, Reason: 'ad' }] }).problem,
    ).toMatchObject({ code: 'content_rejected', effect: 'rejected', vendor: { code: 660500005 } });
  });

  test.each([
    [7, ['SendGroupMessage calls']],
    [660300005, ['SendGroupMessage calls']],
    // It speaks of a group or a room, and the vendor names no such limit for this action.
    [660300006, undefined],
  ])('code %i is about the limits %j', (Code, limits) => {
    expect(readGroup({ Code })).toMatchObject({ problem: { code: 'rate_limited', transient: true } });
    expect(readGroup({ Code }).tooFast).toEqual({ limits, counted: true });
  });

  test.each([
    [100000004, 'signature'],
    [100000005, 'signature'],
    [660600001, undefined],
  ])('with code %i says that this was refused: %s', (Code, expected) => {
    expect(readGroup({ Code }).refused).toBe(expected);
  });

  test('is read alike by the call of a plan', () => {
    for (const reply of [readText('send-group-message.reply'), '{"Code":660600001}', '{"Code":7}']) {
      expect(read(groupCall(), reply)).toEqual(readGroup(reply));
    }
  });
});

describe('a reply to a message to a room', () => {
  test.each([
    [
      'as the page shows it, without ids',
      '{"Code":0,"Message":"","RequestId":"req-1"}',
      { requestId: 'req-1' },
    ],
    ['with the number that the page of recalls speaks of', '{"Code":0,"MsgSeq":5}', { sequence: '5' }],
    [
      'with ids like that of a group',
      '{"Code":0,"MsgId":9031123255443322119,"MsgSeq":5}',
      { messageId: '9031123255443322119', sequence: '5' },
    ],
  ])('%s', (_what, reply, value) => {
    expect(readRoom(reply)).toEqual({ value });
  });

  test.each([
    [{ Code: 660300001 }, { code: 'not_found', effect: 'rejected', field: 'roomId' }],
    [{ Code: 660300013 }, { code: 'unsupported', effect: 'rejected' }],
    [{ Code: 660300002 }, { code: 'permission_denied', effect: 'rejected', field: 'from' }],
    [{ Code: 660300012 }, { code: 'permission_denied', effect: 'rejected', field: 'from' }],
    [{ Code: 660300007 }, { code: 'vendor_error', effect: 'unknown' }],
    [{ Code: 660500002 }, { code: 'sender_not_found', effect: 'rejected' }],
    [{ Code: 660000025 }, { code: 'invalid_message', effect: 'rejected' }],
    [{ Code: 660400001 }, { code: 'message_too_large', effect: 'rejected' }],
    [{ Code: 660500005 }, { code: 'content_rejected', effect: 'rejected' }],
    [
      { Code: 0, AuditInfos: [{ Index: 0, Reason: 'ad' }] },
      { code: 'content_rejected', effect: 'unknown' },
    ],
    [{ Code: 660000001 }, { code: 'vendor_unavailable', effect: 'unknown' }],
    [{ Code: 7 }, { code: 'rate_limited', effect: 'rejected' }],
  ])('%j is read as %j', (reply, problem) => {
    const result = readRoom(reply);
    expect(result.value).toBeUndefined();
    expect(result.problem).toMatchObject(problem);
    if (!('field' in problem)) expect(result.problem).not.toHaveProperty('field');
  });

  test('names the limit of its own action', () => {
    expect(readRoom({ Code: 660300005 }).tooFast).toEqual({
      limits: ['SendRoomMessage calls'],
      counted: true,
    });
  });

  test('is read alike by the call of a plan', () => {
    for (const reply of ['{"Code":0,"MsgSeq":5}', '{"Code":660300001}', '{"Code":100000005}']) {
      expect(read(roomCall(), reply)).toEqual(readRoom(reply));
    }
  });
});

import type { Problem } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { attemptInfo, audienceCall, httpReply, read, readText } from './__fixtures__/support.ts';
import { readAudienceReply } from './audience-reply.ts';

const readAudience = (reply: unknown, earlier: readonly Problem[] = []) =>
  readAudienceReply(httpReply(reply), attemptInfo({ earlier }));
const problemOf = (reply: unknown, earlier: readonly Problem[] = []): Problem => {
  const { problem } = readAudience(reply, earlier);
  if (!problem) throw new Error('there is no problem');
  return problem;
};

describe('a reply to a broadcast', () => {
  test('of success keeps the request id', () => {
    expect(readAudience(readText('send-message-to-all-users-seed.reply'))).toEqual({
      value: { requestId: '343649807833778782' },
    });
  });

  test.each([
    [{ Code: 660500002 }, { code: 'sender_not_found', effect: 'rejected' }],
    [{ Code: 660000028 }, { code: 'permission_denied', effect: 'rejected' }],
    [{ Code: 660400001 }, { code: 'message_too_large', effect: 'rejected' }],
    [{ Code: 660500009 }, { code: 'content_rejected', effect: 'rejected' }],
    [{ Code: 100000011 }, { code: 'misconfigured', effect: 'rejected' }],
    [{ Code: 1 }, { code: 'vendor_unavailable', effect: 'unknown' }],
    [{ Code: 660000001 }, { code: 'vendor_unavailable', effect: 'unknown' }],
    [{ Code: 123 }, { code: 'vendor_error', effect: 'unknown' }],
    [{ Code: null }, { code: 'bad_reply', effect: 'unknown' }],
    // Anywhere: the page defines no list.
    [
      { Code: 0, ErrorList: [{ UserId: 'x', SubCode: 660500009 }] },
      { code: 'content_rejected', effect: 'rejected', vendor: { code: 660500009 } },
    ],
    [
      { Code: 0, AuditInfos: [{ Index: 0, Reason: 'ad' }] },
      { code: 'content_rejected', effect: 'unknown' },
    ],
  ])('%j is read as %j', (reply, problem) => {
    expect(readAudience(reply).problem).toMatchObject(problem);
    expect(readAudience(reply).value).toBeUndefined();
  });

  test('of success stays one beside a list that the page does not define', () => {
    expect(readAudience({ Code: 0, ErrorList: [{ UserId: 'x', SubCode: 1 }] })).toEqual({ value: {} });
  });

  test.each([
    [100000004, 'signature'],
    [100000005, 'signature'],
    [3, undefined],
    [0, undefined],
  ])('with code %i says that this was refused: %s', (Code, expected) => {
    expect(readAudience({ Code }).refused).toBe(expected);
  });

  test('is read alike by the call of a plan', () => {
    const reply = readText('send-message-to-all-users-limit.reply');
    expect(read(audienceCall(), reply)).toEqual(readAudience(reply));
  });
});

describe("one code for the second's limit and the day's", () => {
  const reply = readText('send-message-to-all-users-limit.reply');
  const vendor = {
    name: 'zim',
    code: 660500003,
    message: 'frequency limit',
    requestId: '512340098771209001',
  };
  const first = problemOf(reply);
  const fault = problemOf({ Code: 660000001 });

  test('the first time it is the second’s, and a second is waited for', () => {
    expect(first).toMatchObject({
      code: 'rate_limited',
      effect: 'rejected',
      transient: true,
      retryAfterMs: 1_100,
      vendor,
    });
    expect(readAudience(reply).tooFast).toEqual({ counted: true });
  });

  test('after a refusal of another kind it is still the second’s', () => {
    expect(problemOf(reply, [fault])).toEqual(first);
  });

  test.each([
    ['after one like it', [first]],
    ['after one like it and another fault between', [first, fault]],
    ['after two like it', [first, problemOf(reply, [first])]],
  ])("it is the day's, and is not repeated, %s", (_when, earlier) => {
    const { problem, tooFast } = readAudience(reply, earlier);
    expect(problem).toMatchObject({ code: 'quota_exhausted', effect: 'rejected', transient: false, vendor });
    expect(problem).not.toHaveProperty('retryAfterMs');
    // Slower calls would not help.
    expect(tooFast).toBeUndefined();
  });

  test('the same reply twice without earlier problems stays the second’s: a call keeps no count', () => {
    const call = audienceCall();
    read(call, reply);
    expect(read(call, reply)).toEqual(readAudience(reply));
  });
});

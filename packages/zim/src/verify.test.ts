import { describe, expect, test } from 'vitest';
import { attemptInfo, bodyOf, createAdapter, httpReply, read } from './__fixtures__/support.ts';
import type { ZimOptions } from './options.ts';

function verifyCall(options: Partial<ZimOptions> = {}) {
  const call = createAdapter(options).plan.verify?.({
    now: () => 0,
    random: () => 0,
    counter: () => 0,
    items: 1,
  });
  if (!call) throw new Error('there is none');
  return call;
}

describe('the read that verifies', () => {
  test('asks for the profile of one user', () => {
    const call = verifyCall();
    expect(call).toMatchObject({
      endpoint: 'QueryUserInfos',
      purpose: 'send',
      count: 1,
      dedupWindowMs: Number.POSITIVE_INFINITY,
      costs: [{ limit: { name: 'QueryUserInfos calls', capacity: 20, windowMs: 1_000 }, units: 1 }],
    });
    expect(bodyOf(call)).toBe('{"UserIds":["polychat"]}');
  });

  test('asks for the sender of the app, where it has one', () => {
    expect(bodyOf(verifyCall({ defaultSender: 'ops' }))).toBe('{"UserIds":["ops"]}');
  });

  const result = { UserId: 'polychat', UserName: 'Polychat', UserAvatar: '', Extra: '' };
  test.each([
    ['the user is known', { Code: 0, Message: 'success', RequestId: '1', Result: [result], ErrorList: [] }],
    ['the user failed alone', { Code: 0, ErrorList: [{ UserId: 'polychat', SubCode: 660700015 }] }],
    ['every user failed', { Code: 660700015, ErrorList: [{ UserId: 'polychat', SubCode: 660700015 }] }],
    ['the user is unknown or has logged out', { Code: 660000002, ErrorList: [] }],
    ['the user never logged in', { Code: 660200001 }],
    ['the user could not be read', { Code: 660700008 }],
  ])('is good where %s: the gateway took the credentials', (_name, reply) => {
    expect(read(verifyCall(), reply)).toEqual({ value: true });
  });

  test.each([
    [100000000, 'misconfigured', 'baseUrl', /the host is none of the vendor/],
    [100000001, 'misconfigured', 'appId', /compare appId with the console/],
    [100000004, 'unauthenticated', 'clock', /more than ten minutes wrong: set its clock/],
    [100000005, 'unauthenticated', 'serverSecret', /serverSecret is not that of this appId/],
    [100000010, 'vendor_error', 'appId', /compare appId/],
    [100000011, 'misconfigured', 'appId', /there is no such app/],
    [100000016, 'misconfigured', 'appId', /activate In-app Chat/],
    [100000017, 'misconfigured', 'appId', /activate In-app Chat/],
  ])('tells what is wrong by the code %i: %s, %s', (Code, code, field, message) => {
    const { problem, value } = read(verifyCall(), { Code, Message: 'no', RequestId: '2' });
    expect(value).toBeUndefined();
    expect(problem).toMatchObject({ code, field, message: expect.stringMatching(message) });
    expect(problem?.message).toMatch(new RegExp(`^ZIM .* QueryUserInfos with code ${Code}: `));
  });

  test.each([
    [{ Code: 660300005 }, 'rate_limited', ['QueryUserInfos calls']],
    [{ Code: 7 }, 'rate_limited', ['QueryUserInfos calls']],
    [{ Code: 660000001 }, 'vendor_unavailable', undefined],
    [{ Code: 987654321 }, 'vendor_error', undefined],
    ['<html>', 'bad_reply', undefined],
  ])('names no option after %o', (reply, code, limits) => {
    const { problem, tooFast } = read(verifyCall(), reply);
    expect(problem).toMatchObject({ code });
    expect(problem).not.toHaveProperty('field');
    expect(tooFast?.limits).toEqual(limits);
  });

  test.each([
    [100000004, 'signature'],
    [100000005, 'signature'],
    [100000011, undefined],
  ])('asks once more with a new signature after the code %i: %s', (Code, refused) => {
    expect(verifyCall().read(httpReply({ Code }), attemptInfo()).refused).toBe(refused);
  });

  test('names the vendor as people write it where the reply is none of its own', () => {
    expect(read(verifyCall(), '<html>').problem?.message).toBe(
      'the reply did not come from the API of ZIM: not JSON',
    );
  });
});

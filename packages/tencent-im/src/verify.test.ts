import { describe, expect, test } from 'vitest';
import { bodyOf, createAdapter, planContext, present, read } from './__fixtures__/support.ts';

const verifyCall = () => present(createAdapter().plan.verify?.(planContext({ items: 1 })));
const endpoint = 'v4/im_open_login_svc/account_check';

describe('the read that verifies', () => {
  test('asks whether the administrator is known as a user', () => {
    const call = verifyCall();
    expect(call).toMatchObject({
      endpoint,
      purpose: 'send',
      count: 1,
      dedupWindowMs: Number.POSITIVE_INFINITY,
      timeoutMs: 10_000,
      costs: [{ limit: { name: `${endpoint} calls`, capacity: 100, windowMs: 1_000 }, units: 1 }],
    });
    expect(bodyOf(call)).toBe('{"CheckItem":[{"UserID":"administrator"}]}');
  });

  const item = { UserID: 'administrator', ResultCode: 0, ResultInfo: '' };
  test.each([
    ['is known', [{ ...item, AccountStatus: 'Imported' }]],
    ['is not known', [{ ...item, AccountStatus: 'NotImported' }]],
    ['could not be looked up', [{ ...item, ResultCode: 70169, ResultInfo: 'timeout' }]],
  ])('is good where the administrator %s: the gateway took the credentials', (_name, ResultItem) => {
    const reply = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ResultItem };
    expect(read(verifyCall(), reply)).toEqual({ value: true });
  });

  test.each([
    [60006, 'misconfigured', 'sdkAppId', /no longer valid/],
    [60010, 'permission_denied', 'adminUserId', /is no administrator of the app/],
    [60020, 'permission_denied', 'sdkAppId', /renew its package/],
    [60026, 'misconfigured', 'region', /at home in another region/],
    [70001, 'unauthenticated', 'clock', /the clock of this machine is behind/],
    [70003, 'unauthenticated', 'secretKey', /secretKey is not that of this sdkAppId/],
    [70009, 'unauthenticated', 'secretKey', /secretKey is not that of this sdkAppId/],
    [70016, 'unauthenticated', 'sdkAppId', /there is no such app/],
    [70020, 'misconfigured', 'sdkAppId', /there is no such app/],
    [70050, 'rate_limited', 'secretKey', /wait a minute/],
    [70052, 'unauthenticated', 'clock', /the clock of this machine is behind/],
    [70403, 'permission_denied', 'adminUserId', /is no administrator of the app/],
    [90009, 'permission_denied', 'adminUserId', /is no administrator of the app/],
  ])('tells what is wrong by the code %i: %s, %s', (ErrorCode, code, field, message) => {
    const { problem, value } = read(verifyCall(), { ActionStatus: 'FAIL', ErrorCode, ErrorInfo: 'no' });
    expect(value).toBeUndefined();
    expect(problem).toMatchObject({ code, field, message: expect.stringMatching(message) });
    expect(problem?.message).toMatch(new RegExp(`^Tencent IM .* ${endpoint} with code ${ErrorCode}: `));
  });

  test.each([
    [{ ActionStatus: 'FAIL', ErrorCode: 60007, ErrorInfo: '' }, 'rate_limited', [`${endpoint} calls`]],
    [{ ActionStatus: 'FAIL', ErrorCode: 70169, ErrorInfo: '' }, 'vendor_unavailable', undefined],
    [{ ActionStatus: 'FAIL', ErrorCode: 424_242, ErrorInfo: '' }, 'vendor_error', undefined],
    [{ ActionStatus: 'SomeError', ErrorCode: 0, ErrorInfo: '' }, 'bad_reply', undefined],
    ['<html>', 'bad_reply', undefined],
  ])('names no option after %o', (reply, code, limits) => {
    const { problem, tooFast } = read(verifyCall(), reply);
    expect(problem).toMatchObject({ code });
    expect(problem).not.toHaveProperty('field');
    expect(tooFast?.limits).toEqual(limits);
  });

  test.each([
    [70001, 'signature'],
    [70009, 'signature'],
    [60010, undefined],
  ])('asks once more with a new signature after the code %i: %s', (ErrorCode, refused) => {
    const reply = { ActionStatus: 'FAIL', ErrorCode, ErrorInfo: '' };
    expect(read(verifyCall(), reply).refused).toBe(refused);
  });

  test('names the vendor as people write it where the reply is none of its own', () => {
    expect(read(verifyCall(), '<html>').problem?.message).toBe(
      'the reply did not come from the API of Tencent IM: not JSON',
    );
  });
});

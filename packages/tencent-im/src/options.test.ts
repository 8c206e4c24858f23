import { describe, expect, expectTypeOf, test } from 'vitest';
import { createAdapter, secretKey } from './__fixtures__/support.ts';
import { tencentIm } from './adapter.ts';
import { checkOptions, regionHosts, type TencentImOptions, type TencentImRegion } from './options.ts';

const options = {
  sdkAppId: 1_400_000_000,
  secretKey,
  adminUserId: 'administrator',
  region: 'china',
} as const satisfies TencentImOptions;

describe('the host of the region', () => {
  test.each<[TencentImRegion, string]>([
    ['china', 'console.tim.qq.com'],
    ['singapore', 'adminapisgp.im.qcloud.com'],
    ['seoul', 'adminapikr.im.qcloud.com'],
    ['tokyo', 'adminapijpn.im.qcloud.com'],
    ['frankfurt', 'adminapiger.im.qcloud.com'],
    ['siliconValley', 'adminapiusa.im.qcloud.com'],
    ['jakarta', 'adminapiidn.im.qcloud.com'],
    ['mumbai', 'adminapiind.im.qcloud.com'],
  ])('%s is at %s', (region, host) => {
    expect(createAdapter({ region }).host).toBe(host);
    expect(checkOptions({ ...options, region }).baseUrl).toBe(`https://${host}`);
  });

  test('is in the table above for every region', () => {
    expect(Object.keys(regionHosts)).toHaveLength(8);
  });
});

describe('baseUrl', () => {
  test.each([
    ['https://adminapi.my-imcloud.com', 'https://adminapi.my-imcloud.com', 'adminapi.my-imcloud.com'],
    ['https://adminapi.my-imcloud.com//', 'https://adminapi.my-imcloud.com', 'adminapi.my-imcloud.com'],
    ['http://127.0.0.1:8080/tencent-im/', 'http://127.0.0.1:8080/tencent-im', '127.0.0.1:8080'],
    ['http://localhost:8080', 'http://localhost:8080', 'localhost:8080'],
  ])('%s takes the place of the region', (baseUrl, expected, host) => {
    expect(checkOptions({ ...options, baseUrl }).baseUrl).toBe(expected);
    expect(createAdapter({ baseUrl, region: undefined }).host).toBe(host);
  });
});

describe('of region and baseUrl', () => {
  const { region, ...neither } = options;
  const baseUrl = 'http://127.0.0.1:8080';

  test.each<[string, TencentImOptions]>([
    ['region', { ...neither, region }],
    ['baseUrl', { ...neither, baseUrl }],
    ['both', { ...neither, region, baseUrl }],
  ])('%s is enough', (_name, enough) => {
    expect(() => tencentIm(enough)).not.toThrow();
  });

  test('neither does not compile, and is misconfigured where nobody compiles', () => {
    const missing = expect.objectContaining({
      code: 'misconfigured',
      field: 'region',
      message: 'tencentIm: region: is required unless baseUrl is given',
    });
    // @ts-expect-error region or baseUrl is required
    expect(() => tencentIm(neither)).toThrow(missing);
    // @ts-expect-error undefined is neither
    expect(() => tencentIm({ ...neither, region: undefined })).toThrow(missing);
    // @ts-expect-error undefined is neither
    expect(() => tencentIm({ ...neither, region: undefined, baseUrl: undefined })).toThrow(missing);
    expectTypeOf(neither).not.toExtend<TencentImOptions>();
  });

  test('a misspelt option does not compile', () => {
    const misspelt = expect.objectContaining({ code: 'misconfigured', field: 'sdkAppID' });
    // @ts-expect-error there is no such option
    expect(() => tencentIm({ ...options, sdkAppID: 1 })).toThrow(misspelt);
  });
});

test('options that are left out have the documented defaults', () => {
  expect(checkOptions(options)).toEqual({
    sdkAppId: 1_400_000_000,
    secretKey,
    adminUserId: 'administrator',
    baseUrl: 'https://console.tim.qq.com',
    command: 'auto',
    userSigLifetimeSeconds: 86_400,
    maxBodyBytes: 12_000,
    maxBroadcastBodyBytes: 10_000,
    singleCallsPerSecond: 200,
    batchCallsPerSecond: 200,
    batchRecipientsPerMinute: 12_000,
    groupCallsPerSecond: 200,
    groupMessagesPerSecond: 40,
    broadcastsPerDay: 100,
  });
});

describe('an option that does not fit is refused by name:', () => {
  test.each<[field: string, wrong: Record<string, unknown>]>([
    ['sdkAppId', { sdkAppId: undefined }],
    ['sdkAppId', { sdkAppId: '1400000000' }],
    ['sdkAppId', { sdkAppId: 0 }],
    ['secretKey', { secretKey: undefined }],
    ['secretKey', { secretKey: 'too short' }],
    ['secretKey', { secretKey: `${'a'.repeat(63)}g` }],
    ['secretKey', { secretKey: `${secretKey}\n` }],
    ['adminUserId', { adminUserId: '' }],
    ['adminUserId', { adminUserId: 'x'.repeat(33) }],
    ['adminUserId', { adminUserId: '管理员' }],
    ['region', { region: undefined }],
    ['region', { region: 'mars' }],
    ['baseUrl', { baseUrl: 'http://example.com' }],
    ['baseUrl', { baseUrl: 'not a url' }],
    ['baseUrl', { baseUrl: 'https://user:pass@example.com' }],
    ['defaultSender', { defaultSender: '' }],
    ['defaultSender', { defaultSender: 'ü' }],
    ['command', { command: 'both' }],
    ['userSigLifetimeSeconds', { userSigLifetimeSeconds: 0 }],
    ['maxBodyBytes', { maxBodyBytes: 1.5 }],
    ['maxBroadcastBodyBytes', { maxBroadcastBodyBytes: -1 }],
    ['singleCallsPerSecond', { singleCallsPerSecond: 0 }],
    ['batchCallsPerSecond', { batchCallsPerSecond: '200' }],
    ['batchRecipientsPerMinute', { batchRecipientsPerMinute: 0 }],
    ['groupCallsPerSecond', { groupCallsPerSecond: 0 }],
    ['groupMessagesPerSecond', { groupMessagesPerSecond: '40' }],
    ['broadcastsPerDay', { broadcastsPerDay: 0 }],
    ['sdkAppID', { sdkAppID: 1 }],
  ])('%s: %j', (field, wrong) => {
    const attempt = () => tencentIm({ ...options, ...wrong } as TencentImOptions);
    expect(attempt).toThrow(expect.objectContaining({ name: 'ChatError', code: 'misconfigured', field }));
    expect(attempt).toThrow(/^tencentIm: /);
  });

  test('secretKey is described, and not quoted', () => {
    const message = 'tencentIm: secretKey: must be 64 hexadecimal characters, or a function that returns it';
    expect(() => tencentIm({ ...options, secretKey: 'f'.repeat(63) })).toThrow(
      expect.objectContaining({ message }),
    );
  });
});

test('limits that the options raise reach the engine', () => {
  const { limits } = createAdapter({
    singleCallsPerSecond: 300,
    batchCallsPerSecond: 1_000,
    batchRecipientsPerMinute: 18_000,
    groupCallsPerSecond: 300,
    groupMessagesPerSecond: 80,
    broadcastsPerDay: 500,
  });
  expect(new Set(limits.map(({ countedBy }) => countedBy))).toEqual(new Set(['app']));
  expect(limits.map(({ name, capacity, windowMs, kind }) => [name, capacity, windowMs, kind])).toEqual([
    ['v4/openim/sendmsg calls', 300, 1_000, 'rate'],
    ['v4/openim/batchsendmsg calls', 1_000, 1_000, 'rate'],
    ['v4/openim/batchsendmsg recipients', 18_000, 60_000, 'rate'],
    ['v4/group_open_http_svc/send_group_msg calls', 300, 1_000, 'rate'],
    ['v4/group_open_http_svc/send_group_msg messages to one group', 80, 1_000, 'rate'],
    ['v4/all_member_push/im_push calls', 1, 1_001, 'rate'],
    ['v4/all_member_push/im_push calls per day', 500, 86_400_000, 'quota'],
    ['v4/im_open_login_svc/account_import calls', 200, 1_000, 'rate'],
    ['v4/im_open_login_svc/multiaccount_import calls', 100, 1_000, 'rate'],
    ['v4/openim/admin_msgwithdraw calls', 200, 1_000, 'rate'],
    ['v4/group_open_http_svc/group_msg_recall calls', 200, 1_000, 'rate'],
    ['v4/openim/modify_c2c_msg calls', 200, 1_000, 'rate'],
    ['v4/openim/modify_group_msg calls', 200, 1_000, 'rate'],
    ['v4/openim/admin_getroammsg calls', 200, 1_000, 'rate'],
    ['v4/group_open_http_svc/group_msg_get_simple calls', 200, 1_000, 'rate'],
    ['v4/im_open_login_svc/account_check calls', 100, 1_000, 'rate'],
  ]);
  for (const { source } of limits) expect(source).toMatch(/\d{5} = 269\/\d+/);
});

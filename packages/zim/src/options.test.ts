import { describe, expect, test } from 'vitest';
import { appId, serverSecret } from './__fixtures__/support.ts';
import { zim } from './adapter.ts';
import { checkOptions, regionHosts, type ZimOptions } from './options.ts';

const required = { appId, serverSecret };

describe('the host of the API', () => {
  test.each([
    ['unified', 'zim-api.zego.im'],
    ['shanghai', 'zim-api-sha.zego.im'],
    ['hongkong', 'zim-api-hkg.zego.im'],
    ['frankfurt', 'zim-api-fra.zego.im'],
    ['california', 'zim-api-lax.zego.im'],
    ['mumbai', 'zim-api-bom.zego.im'],
    ['singapore', 'zim-api-sgp.zego.im'],
  ] as const)('of %s is %s', (region, host) => {
    expect(zim({ ...required, region }).host).toBe(host);
  });

  test('is in the table above for every region', () => {
    expect(Object.keys(regionHosts)).toHaveLength(7);
  });

  test('is that of the unified address by default, and that of a base URL before all', () => {
    expect(zim(required).host).toBe('zim-api.zego.im');
    expect(zim({ ...required, region: 'mumbai', baseUrl: 'http://127.0.0.1:4010/zim' }).host).toBe(
      '127.0.0.1:4010',
    );
  });
});

test.each([
  [{}, 'https://zim-api.zego.im'],
  [{ region: 'singapore' }, 'https://zim-api-sgp.zego.im'],
  [{ baseUrl: 'http://127.0.0.1:4010' }, 'http://127.0.0.1:4010'],
  [{ baseUrl: 'http://127.0.0.1:4010/zim/' }, 'http://127.0.0.1:4010/zim'],
] satisfies [Partial<ZimOptions>, string][])(
  '%j: the base URL is %s, without a slash at its end',
  (options, baseUrl) => {
    expect(checkOptions({ ...required, ...options }).baseUrl).toBe(baseUrl);
  },
);

describe('an option that does not fit is refused by name:', () => {
  test.each([
    ['appId', { appId: 0 }],
    ['appId', { appId: 2 ** 32 }],
    ['appId', { appId: '12345' }],
    ['appId', { appId: 1.5 }],
    ['appId', { appId: undefined }],
    ['serverSecret', { serverSecret: '' }],
    ['serverSecret', { serverSecret: 'x'.repeat(31) }],
    ['serverSecret', { serverSecret: 'x'.repeat(33) }],
    ['serverSecret', { serverSecret: `${'x'.repeat(31)} ` }],
    ['serverSecret', { serverSecret: 12 }],
    ['region', { region: 'atlantis' }],
    ['baseUrl', { baseUrl: 'http://example.org' }],
    ['baseUrl', { baseUrl: 'zim' }],
    ['baseUrl', { baseUrl: 'https://example.org/?' }],
    ['baseUrl', { baseUrl: 'https://example.org/zim#' }],
    ['defaultSender', { defaultSender: '' }],
    ['defaultSender', { defaultSender: 'a*b' }],
    ['defaultSender', { defaultSender: 'x'.repeat(33) }],
    ['maxMessageBytes', { maxMessageBytes: 32_769 }],
    ['maxMixedMessageBytes', { maxMixedMessageBytes: 0 }],
    ['maxMetadataBytes', { maxMetadataBytes: 0.5 }],
    ['maxSearchedContentBytes', { maxSearchedContentBytes: -1 }],
    ['directCallsPerSecond', { directCallsPerSecond: 0 }],
    ['broadcastsPerSecond', { broadcastsPerSecond: Number.NaN }],
    ['broadcastsPerDay', { broadcastsPerDay: Number.POSITIVE_INFINITY }],
    ['registrationCallsPerSecond', { registrationCallsPerSecond: '20' }],
    ['sdkAppId', { sdkAppId: 1 }],
  ])('%s in %o', (field, options) => {
    let thrown: unknown;
    try {
      zim({ ...required, ...options } as ZimOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'ChatError', code: 'misconfigured', field, effect: 'not_sent' });
    expect(String(thrown)).not.toContain('xxx');
  });
});

test('every limit is counted for the app, whichever host is called', () => {
  expect(new Set(zim(required).limits.map(({ countedBy }) => countedBy))).toEqual(new Set(['app']));
});

test("sizes and rates have the vendor's defaults, and can be raised", () => {
  expect(checkOptions(required)).toMatchObject({
    maxMessageBytes: 2048,
    maxMixedMessageBytes: 5120,
    maxMetadataBytes: 1024,
    maxSearchedContentBytes: 64,
  });
  const capacities = (options: Partial<ZimOptions>) =>
    zim({ ...required, ...options }).limits.map(({ name, capacity, windowMs, kind }) => [
      name,
      capacity,
      windowMs,
      kind,
    ]);
  expect(capacities({})).toEqual([
    ['SendPeerMessage calls', 20, 1_000, 'rate'],
    ['SendGroupMessage calls', 10, 1_000, 'rate'],
    ['SendRoomMessage calls', 10, 1_000, 'rate'],
    ['SendMessageToAllUsers calls', 1, 1_000, 'rate'],
    ['SendMessageToAllUsers calls in 24 hours', 100, 86_400_000, 'quota'],
    ['UserRegister calls', 20, 1_000, 'rate'],
    ['RevokePeerMessage calls', 20, 1_000, 'rate'],
    ['RevokeGroupMessage calls', 20, 1_000, 'rate'],
    ['RevokeRoomMessage calls', 20, 1_000, 'rate'],
    ['EditC2cMsgBody calls', 20, 1_000, 'rate'],
    ['EditGroupMsgBody calls', 20, 1_000, 'rate'],
    ['QueryMessagesByMsgSeq calls', 20, 1_000, 'rate'],
    ['QueryUserInfos calls', 20, 1_000, 'rate'],
  ]);
  const raised = capacities({
    directCallsPerSecond: 50,
    groupCallsPerSecond: 30,
    roomCallsPerSecond: 31,
    broadcastsPerSecond: 2,
    broadcastsPerDay: 500,
    registrationCallsPerSecond: 40,
  });
  expect(raised.map(([, capacity]) => capacity)).toEqual([
    50, 30, 31, 2, 500, 40, 20, 20, 20, 20, 20, 20, 20,
  ]);
});

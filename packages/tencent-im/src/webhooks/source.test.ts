import { type WebhookItem, type WebhookReading, webhookEventTypes } from '@polychat/core/webhooks';
import { describe, expect, test } from 'vitest';
import {
  fixture,
  fixtures,
  forms,
  queryFor,
  receivedAt,
  sdkAppId,
  signedAt,
  signFor,
  token,
  type WebhookFixture,
} from './__fixtures__/index.ts';
import { type TencentImWebhookOptions, tencentImWebhooks } from './index.ts';

const source = tencentImWebhooks({ sdkAppId, token });
const sample = fixture('a sample', 'Group.CallbackAfterGroupFull', { GroupId: 'team-7' }, [
  { type: 'group.full', at: signedAt, origin: 'client', groupId: 'team-7' },
]);

/** A request as the handler gives it to a source: without a byte order mark. */
function requestOf({ command, query, body }: WebhookFixture, form = 'JSON') {
  const request = forms[form]?.(queryFor(command, query), body);
  if (!request) throw new Error(`there is no form ${form}`);
  return {
    body: request.body.replace(/^\uFEFF/, ''),
    headers: new Headers(request.headers),
    query: new URL(request.url).searchParams,
    receivedAt,
  };
}

function read(of: WebhookFixture, { form = 'JSON', from = source } = {}): Promise<WebhookReading> {
  return from.read(requestOf(of, form));
}

async function itemsOf(of: WebhookFixture, from = source): Promise<readonly WebhookItem[]> {
  const reading = await read(of, { from });
  if (reading.status === 'refused') throw new Error(`refused: ${reading.reason}`);
  return reading.items;
}

const asking = Object.values(source.events).flatMap(({ verdicts, vendorEvents }) =>
  verdicts ? vendorEvents : [],
);

const deep = '['.repeat(200_000) + ']'.repeat(200_000);
test.each([
  ['a body that is nested without end', { body: `{"list":${deep}}` }, 'malformed'],
  ['a clock that gives no number', { receivedAt: Number.NaN }, 'expired'],
])('%s makes it none', async (_what, change, reason) => {
  expect(await source.read({ ...requestOf(sample), ...change })).toEqual({ status: 'refused', reason });
});

describe.each(Object.keys(forms))('a webhook as %s', (form) => {
  test.each(fixtures)('tells of $name', async (of) => {
    const reading = await read(of, { form });
    if (reading.status === 'refused') throw new Error(`refused: ${reading.reason}`);
    expect(reading.items.map(({ event }) => event)).toStrictEqual(of.events);
    expect(reading.vendorEvent).toBe(of.command);
    expect(reading.raw).toEqual(of.body);
    expect(reading.kind).toBe(asking.includes(of.command) ? 'veto' : 'event');
    expect(await source.kindOf?.(requestOf(of, form))).toBe(reading.kind);
  });
});

test('every event that is declared has a fixture, and no other', () => {
  const declared = Object.keys(source.events);
  const seen = new Set(fixtures.flatMap(({ events }) => events.map(({ type }) => type)));
  expect([...seen].sort()).toEqual(declared.sort());
  expect(webhookEventTypes).toEqual(expect.arrayContaining(declared));
});

test('every declared command has a fixture', () => {
  const declared = Object.values(source.events).flatMap(({ vendorEvents }) => vendorEvents);
  expect(fixtures.map(({ command }) => command)).toEqual(expect.arrayContaining(declared));
});

describe('a body without what its event must have is an unknown event', () => {
  test.each(
    [
      'C2C.CallbackAfterMsgReport',
      'C2C.CallbackAfterMsgReadReceipt',
      'Group.CallbackAfterReadReceipt',
      'Group.CallbackAfterRecallMsg',
      'C2C.CallbackAfterC2CMsgExtension',
      'ContentCallback.ResultNotify',
      'State.StateChange',
      'Profile.CallbackPortraitSet',
      'Sns.CallbackPrevFriendAdd',
      'Sns.CallbackFriendAdd',
      'Follow.CallbackAfterFollowAdd',
      'Group.CallbackBeforeApplyJoinGroup',
      'Group.CallbackAfterGroupFull',
      'Group.CallbackOnMemberStateChange',
      'Group.CallbackAfterChangeGroupOwner',
      'Group.CallbackAfterGroupAttrChanged',
      'Group.CallbackAfterMemberFieldChanged',
    ].map((command) => [command]),
  )('%s', async (command) => {
    const items = await itemsOf(fixture(command, command, {}, []));
    expect(items.map(({ event }) => event)).toEqual([{ type: 'unknown', at: signedAt }]);
  });

  test('but an event that asks about a message is asked, whatever the body says', async () => {
    for (const command of ['C2C.CallbackBeforeSendMsg', 'Group.CallbackBeforeSendMsg']) {
      const reading = await read(fixture(command, command, { MsgBody: 'nothing' }, []));
      expect(reading).toMatchObject({ kind: 'veto', items: [{ event: { type: 'message.sending' } }] });
    }
  });
});

describe('what is believed', () => {
  const withQuery = (query: WebhookFixture['query']): WebhookFixture => ({ ...sample, query });
  const seconds = signedAt / 1000;

  test.each<[string, WebhookFixture, string | undefined]>([
    ['the vendor’s own test vector', sample, undefined],
    ['a time 60 seconds ago', withQuery(signFor(seconds - 59)), undefined],
    ['a time 61 seconds ago', withQuery(signFor(seconds - 60)), 'expired'],
    ['a time 61 seconds ahead', withQuery(signFor(seconds + 61)), 'expired'],
    ['a signature with another token', withQuery(signFor(seconds, 'zzzz')), 'signature'],
    ['a signature over another time', withQuery({ RequestTime: String(seconds + 1) }), 'signature'],
    ['a signature that is cut off', withQuery({ Sign: '17773bc39a671d7b' }), 'signature'],
    ['no signature', withQuery({ Sign: '' }), 'signature'],
    ['no time', withQuery({ RequestTime: '' }), 'signature'],
    ['a right signature over no time', withQuery({ ...signFor(''), RequestTime: '' }), 'signature'],
    ['a right signature over a time that is none', withQuery(signFor('now')), 'signature'],
    ['another app', withQuery({ SdkAppid: '7' }), 'app'],
    ['no app', withQuery({ SdkAppid: '' }), 'malformed'],
    ['a command in the body alone', withQuery({ CallbackCommand: '' }), undefined],
    ['a command in the query alone', { ...sample, body: { GroupId: 'team-7' } }, undefined],
    ['two commands', withQuery({ CallbackCommand: 'C2C.CallbackBeforeSendMsg' }), 'malformed'],
    ['no command', { ...withQuery({ CallbackCommand: '' }), body: { GroupId: 'team-7' } }, 'malformed'],
  ])('%s: %#', async (_what, of, reason) => {
    expect(await read(of)).toMatchObject(
      reason === undefined ? { status: 'believed' } : { status: 'refused', reason },
    );
  });

  test.each(['', 'null', '[]', '"text"', '17', '{', '<html>', 'a=1', '%7B%22a%22%3A1%7D', '{"a":1,}'])(
    'the body %j is refused as malformed',
    async (body) => {
      expect(await source.read({ ...requestOf(sample), body })).toEqual({
        status: 'refused',
        reason: 'malformed',
      });
    },
  );

  const options: readonly [string, TencentImWebhookOptions][] = [
    ['the old one of two tokens', { sdkAppId, token: ['new', token] }],
    ['a token from a function', { sdkAppId, token: () => token }],
    ['tokens from a vault', { sdkAppId, token: async () => [token, 'new'] }],
    ['no token, on purpose', { sdkAppId, unsigned: true }],
  ];
  test.each(options)('a webhook is believed with %s', async (_what, given) => {
    const from = tencentImWebhooks(given);
    expect(await read(sample, { from })).toMatchObject({ status: 'believed' });
    expect(from.signed).toBe(given.unsigned !== true);
  });

  test('without a token in the console the query has no signature and no time', async () => {
    const from = tencentImWebhooks({ sdkAppId, unsigned: true });
    const bare = withQuery({ Sign: '', RequestTime: '' });
    expect(await read(bare, { from })).toMatchObject({ items: [{ event: { at: receivedAt } }] });
    expect(await read(withQuery({ SdkAppid: '7' }), { from })).toMatchObject({ reason: 'app' });
  });

  test('the age is an option', async () => {
    const from = tencentImWebhooks({ sdkAppId, token, maxAgeMs: 399 });
    expect(await read(sample, { from })).toMatchObject({ reason: 'expired' });
  });

  test('a function that cannot give the token makes reading reject', async () => {
    const fail = () => Promise.reject(new Error('vault is down'));
    const from = tencentImWebhooks({ sdkAppId, token: fail });
    await expect(read(sample, { from })).rejects.toThrow('vault is down');
  });

  test.each([
    ['an event that asks', 'C2C.CallbackBeforeSendMsg', 'ours', 'veto'],
    ['an event that tells', 'C2C.CallbackAfterSendMsg', 'ours', undefined],
    ['no command', '', 'ours', undefined],
    ['another app', 'C2C.CallbackBeforeSendMsg', '7', undefined],
  ])(
    'where no token can be had, what is known without a body of %s is said',
    async (_what, command, app, kind) => {
      const from = tencentImWebhooks({ sdkAppId, token: () => Promise.reject(new Error('vault is down')) });
      const SdkAppid = app === 'ours' ? String(sdkAppId) : app;
      const asked = requestOf(withQuery({ CallbackCommand: command, SdkAppid }));
      expect(await from.kindOf?.(asked)).toBe(kind);
    },
  );

  test.each([
    [{ sdkAppId }, 'token'],
    [{ sdkAppId, token, unsigned: true }, 'unsigned'],
    [{ sdkAppId: '7', token }, 'sdkAppId'],
    [{ sdkAppId, token, secretKey: 'x' }, 'secretKey'],
  ])('options %j are refused for %s', (given, field) => {
    // @ts-expect-error what JavaScript may give.
    const make = () => tencentImWebhooks(given);
    expect(make).toThrow(expect.objectContaining({ code: 'misconfigured', field }));
  });

  test('a signature belongs to no request alone: all webhooks of a second share it', async () => {
    for (const of of fixtures) expect(await read(of)).not.toHaveProperty('signature');
  });

  test('the query alone proves nothing without its signature', async () => {
    for (const query of [{ Sign: '' }, { SdkAppid: '7' }, { CallbackCommand: '' }]) {
      expect(await source.kindOf?.(requestOf(withQuery(query)))).toBeUndefined();
    }
  });
});

describe('the id of an event', () => {
  const idsOf = async (of: WebhookFixture, from = source) => (await itemsOf(of, from)).map(({ id }) => id);
  const later = signFor(signedAt / 1000 + 30);
  const hasTime = ({ body, events }: WebhookFixture) =>
    body.EventTime !== undefined || events[0]?.raw !== undefined;
  const hasIds = ({ command }: WebhookFixture) =>
    /^C2C\.Callback(Before|After)(SendMsg|MsgWithDraw)$|^Bot\.|^Group\.CallbackAfterSendMsg$/.test(command);

  test.each(fixtures.filter((of) => hasTime(of) || hasIds(of)))(
    'of $name is the same in a delivery that is signed anew, and in every order of members',
    async (of) => {
      const ids = await idsOf(of);
      expect(await idsOf({ ...of, query: { ...of.query, ...later } })).toEqual(ids);
      const sorted = await source.read(requestOf(of, 'members and parameters sorted by name'));
      expect(sorted).toMatchObject({ items: ids.map((id) => ({ id })) });
      expect(new Set(ids).size).toBe(of.events.length);
    },
  );

  test.each(fixtures.filter((of) => !hasTime(of) && !hasIds(of)))(
    'of $name has the time of its request: alike twice may be two events',
    async (of) => {
      expect(await idsOf({ ...of, query: { ...of.query, ...later } })).not.toEqual(await idsOf(of));
      expect(await idsOf(of)).toEqual(await idsOf(of));
    },
  );

  test('of an event without any time is another one with each delivery: none may be lost', async () => {
    const from = tencentImWebhooks({ sdkAppId, unsigned: true });
    const request = requestOf({ ...sample, query: { RequestTime: '', Sign: '' } });
    const [one, other] = [
      await from.read(request),
      await from.read({ ...request, receivedAt: receivedAt + 1 }),
    ];
    expect(one).not.toEqual(other);
  });

  test('differs between a message that was sent and one that failed, and between both ways of a pair', async () => {
    const sent =
      fixtures.find(({ name }) => name === 'C2C.CallbackAfterSendMsg of a delivered text') ?? sample;
    const failed = { ...sent, body: { ...sent.body, SendMsgResult: 80_001 } };
    const back = { ...sent, body: { ...sent.body, From_Account: 'u2', To_Account: 'u1' } };
    expect(new Set([...(await idsOf(sent)), ...(await idsOf(failed)), ...(await idsOf(back))]).size).toBe(3);
  });

  test('differs between two edits of one message, also where the second takes the first back', async () => {
    const edit = fixtures.find(({ command }) => command === 'C2C.CallbackAfterModifyMsg') ?? sample;
    const again = { ...edit, body: { ...edit.body, EventTime: 1_669_872_111_900 } };
    expect(await idsOf(again)).not.toEqual(await idsOf(edit));
  });
});

test('ids keep all their digits, as numbers and as strings', async () => {
  const of = fixtures.find(({ command }) => command === 'Group.CallbackAfterSendMsg') ?? sample;
  const { body, ...request } = requestOf(of);
  const text = body.replace('"MsgSeq":18', '"MsgSeq":18446744073709551615');
  expect(text).not.toBe(body);
  expect(await source.read({ ...request, body: text })).toMatchObject({
    items: [{ event: { sequence: '18446744073709551615' } }],
  });
});

test('a webhook is as if caused by a server where OptPlatform says so in any case, and by nobody where it says nothing', async () => {
  const originWith = async (OptPlatform: string) =>
    (await itemsOf({ ...sample, query: { OptPlatform } }))[0]?.event.origin;
  expect(await originWith('RESTAPI')).toBe('server');
  expect(await originWith('restapi')).toBe('server');
  for (const device of ['Web', 'Android', 'iOS', 'IOS', 'Windows', 'Mac', 'macOS', 'iPad', 'IPad']) {
    expect(await originWith(device)).toBe('client');
  }
  expect(await originWith('Unknown')).toBeUndefined();
  expect(await originWith('')).toBeUndefined();
});

test('the same request read twice is the same reading', async () => {
  for (const of of fixtures) expect(await read(of)).toEqual(await read(of));
});

test('no reading of a refused webhook shows a token, a signature or a text', async () => {
  const reading = await read({ ...sample, query: { Sign: 'wrong' } });
  expect(JSON.stringify(reading)).toBe('{"status":"refused","reason":"signature"}');
});

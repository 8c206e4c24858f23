import { type WebhookItem, type WebhookReading, webhookEventTypes } from '@polychat/core/webhooks';
import { describe, expect, test } from 'vitest';
import {
  appId,
  callbackSecret,
  fixtures,
  forms,
  receivedAt,
  signed,
  withCommon,
} from './__fixtures__/index.ts';
import { type ZimWebhookOptions, zimWebhooks } from './index.ts';

const source = zimWebhooks({ appId, callbackSecret });
const sample = { event: 'room_enter', room_id: 'r1', operator_account: 'u2' };

/** Reads a body as the handler gives it to a source: without a byte order mark. */
function read(
  body: object | string,
  { form = 'JSON', at = receivedAt, from = source } = {},
): Promise<WebhookReading> {
  const request =
    typeof body === 'string' ? { url: 'https://hooks.example/', headers: {}, body } : forms[form]?.(body);
  if (!request) throw new Error(`there is no form ${form}`);
  return from.read({
    body: request.body.replace(/^\uFEFF/, ''),
    headers: new Headers(request.headers),
    query: new URL(request.url).searchParams,
    receivedAt: at,
  });
}

async function itemsOf(body: object, options?: Parameters<typeof read>[1]): Promise<readonly WebhookItem[]> {
  const reading = await read(body, options);
  if (reading.status === 'refused') throw new Error(`refused: ${reading.reason}`);
  return reading.items;
}

describe.each(Object.keys(forms))('a callback as %s', (form) => {
  test.each(fixtures)('tells of $name', async ({ members, events, edited }) => {
    const reading = await read(withCommon(members), { form });
    if (reading.status === 'refused') throw new Error(`refused: ${reading.reason}`);
    expect(reading.items.map(({ event }) => event)).toStrictEqual(events);
    expect(reading.items[0]?.edit?.edited).toStrictEqual(edited);
    expect(reading.vendorEvent).toBe(members.event);
    expect(reading.kind).toBe(members.event === 'before_send_msg' ? 'veto' : 'event');
    expect(reading.raw).toMatchObject({ event: members.event });
  });
});

test('every event that is declared has a fixture, and no other', () => {
  const declared = Object.keys(source.events).filter((type) => type !== 'message.edited');
  const seen = new Set(fixtures.flatMap(({ events }) => events.map(({ type }) => type)));
  expect([...seen].sort()).toEqual(declared.sort());
  expect(fixtures.some(({ edited }) => edited)).toBe(true);
  expect(webhookEventTypes).toEqual(expect.arrayContaining(declared));
});

test('every declared name of the vendor’s has a fixture', () => {
  const declared = Object.values(source.events).flatMap(({ vendorEvents }) => vendorEvents);
  expect(fixtures.map(({ members }) => members.event)).toEqual(expect.arrayContaining(declared));
});

describe('what is believed', () => {
  test.each<[string, object, string | undefined]>([
    ['a signature over a time that was sent as a number', signed(sample), undefined],
    [
      'a signature over a time that was sent as a string',
      signed(sample, { timestamp: '1750000000' }),
      undefined,
    ],
    ['a signature over a time in milliseconds', signed(sample, { timestamp: 1_750_000_000_123 }), undefined],
    ['a time 300 seconds ago', signed(sample, { timestamp: 1_749_999_701 }), undefined],
    ['a time 301 seconds ago', signed(sample, { timestamp: 1_749_999_699 }), 'expired'],
    ['a time 301 seconds ahead', signed(sample, { timestamp: 1_750_000_302 }), 'expired'],
    ['a signature with another secret', signed(sample, { secret: 'callbackB' }), 'signature'],
    ['a signature over another time', { ...signed(sample), timestamp: 1_750_000_001 }, 'signature'],
    ['a signature over another nonce', { ...signed(sample), nonce: '10' }, 'signature'],
    [
      'a signature in capitals',
      { ...signed(sample), signature: '6FEA71A324C5E217B8573C90667BE075A9CD10AA' },
      'signature',
    ],
    ['a signature that is cut off', { ...signed(sample), signature: '6fea71a324c5e217' }, 'signature'],
    ['no signature', { ...signed(sample), signature: undefined }, 'signature'],
    ['no nonce', { ...signed(sample), nonce: undefined }, 'malformed'],
    ['no time', { ...signed(sample), timestamp: undefined }, 'malformed'],
    ['a time that is none', { ...signed(sample), timestamp: 'now' }, 'malformed'],
    ['another app', { ...signed(sample), appid: '7' }, 'app'],
    ['an app as a number', { ...signed(sample), appid: appId }, undefined],
    ['no app', { ...signed(sample), appid: undefined }, 'malformed'],
    ['no event', signed({ room_id: 'r1' }), 'malformed'],
  ])('%s: %#', async (_what, body, reason) => {
    const reading = await read(body);
    expect(reading).toMatchObject(
      reason === undefined ? { status: 'believed' } : { status: 'refused', reason },
    );
  });

  test.each([
    '',
    'null',
    '[]',
    '"text"',
    '17',
    '{',
    '%7B',
    '%7Bx',
    'a',
    '=',
    '<html>',
    '{"a":1,}',
    '%E0%A4%A',
  ])('the body %j is refused as malformed', async (body) => {
    expect(await read(body)).toEqual({ status: 'refused', reason: 'malformed' });
  });

  const options: readonly [string, ZimWebhookOptions][] = [
    ['the old one of two secrets', { appId, callbackSecret: ['new', callbackSecret] }],
    ['a secret from a function', { appId, callbackSecret: () => callbackSecret }],
    ['secrets from a vault', { appId, callbackSecret: async () => [callbackSecret, 'new'] }],
    ['no secret, on purpose', { appId, unsigned: true }],
  ];
  test.each(options)('a callback is believed with %s', async (_what, given) => {
    const from = zimWebhooks(given);
    expect(await read(withCommon(sample), { from })).toMatchObject({ status: 'believed' });
    expect(from.signed).toBe(given.unsigned !== true);
  });

  test('without a secret the app must be ours all the same, and no signature is remembered', async () => {
    const from = zimWebhooks({ appId, unsigned: true });
    expect(await read({ ...withCommon(sample), appid: '7' }, { from })).toMatchObject({ reason: 'app' });
    expect(await read({ appid: '2000000001', ...sample }, { from })).toMatchObject({
      items: [{ event: { at: receivedAt } }],
    });
    expect(await read(withCommon(sample), { from })).not.toHaveProperty('signature');
  });

  test('the age is an option', async () => {
    const from = zimWebhooks({ appId, callbackSecret, maxAgeMs: 399 });
    expect(await read(withCommon(sample), { from })).toMatchObject({ reason: 'expired' });
  });

  test('a function that cannot give the secret makes reading reject', async () => {
    const from = zimWebhooks({
      appId,
      callbackSecret: () => Promise.reject(new Error('vault is down')),
    });
    await expect(read(withCommon(sample), { from })).rejects.toThrow('vault is down');
  });

  test.each([
    [{ appId }, 'callbackSecret'],
    [{ appId, callbackSecret, unsigned: true }, 'unsigned'],
    [{ appId: '7', callbackSecret }, 'appId'],
    [{ appId, callbackSecret, serverSecret: 'x' }, 'serverSecret'],
  ])('options %j are refused for %s', (given, field) => {
    // @ts-expect-error for one of them: what JavaScript may give.
    const make = () => zimWebhooks(given);
    expect(make).toThrow(expect.objectContaining({ code: 'misconfigured', field }));
  });
});

describe('a signature is named by what is signed', () => {
  async function signatureOf(body: object, at = receivedAt) {
    const reading = await read(body, { at });
    return reading.status === 'believed' ? reading.signature : undefined;
  }

  test('whatever the body says, and until it is too old', async () => {
    const [one, other] = [await signatureOf(signed(sample)), await signatureOf(signed({ event: 'x' }))];
    expect(one).toEqual({ key: expect.any(String), ttlMs: 300_000 - 400 + 1 });
    expect(other?.key).toBe(one?.key);
  });

  test('whether its time came as a number or as a string', async () => {
    const [one, other] = [
      await signatureOf(signed(sample)),
      await signatureOf(signed(sample, { timestamp: '1750000000' })),
    ];
    expect(other?.key).toBe(one?.key);
  });

  test('also where digits of the nonce are moved to the time, which is signed without anything between them', async () => {
    const body = signed(sample, { ownNonce: '9009777' });
    const moved = { ...body, timestamp: 1_750_000_000_900, nonce: '9777' };
    const [one, other] = [await signatureOf(body), await signatureOf(moved)];
    expect(one?.key).toEqual(expect.any(String));
    expect(other?.key).toBe(one?.key);
  });

  test('and another nonce or time is another one', async () => {
    const { key } = (await signatureOf(signed(sample))) ?? {};
    expect((await signatureOf(signed(sample, { ownNonce: '10' })))?.key).not.toBe(key);
    expect((await signatureOf(signed(sample, { timestamp: 1_750_000_001 })))?.key).not.toBe(key);
  });
});

describe('the id of an event', () => {
  const later = { timestamp: 1_750_000_032, ownNonce: 'b7' };
  const idsOf = async (body: object) => (await itemsOf(body)).map(({ id }) => id);
  const named = (name: string) => fixtures.find((fixture) => fixture.name === name)?.members ?? {};

  const withIds =
    /^(before_send_msg|bot_msg|user_action|group_create|group_destroy|call_create|call_invite)$/;
  test.each(
    fixtures
      .filter(({ members, events }) => withIds.test(members.event) && events[0]?.type !== 'unknown')
      .map(({ name, members }) => [name, members] as const),
  )('of %s is the same in a delivery that is signed anew', async (_name, members) => {
    expect(await idsOf(signed({ ...members, timestamp: undefined }, later))).toEqual(
      await idsOf(signed({ ...members, timestamp: undefined })),
    );
  });

  test.each(['send_msg of a direct text from a client', 'send_msg of a picture from a client in a group'])(
    'of %s is the same in a delivery that is signed anew',
    async (name) => {
      expect(await idsOf(signed(named(name), later))).toEqual(await idsOf(signed(named(name))));
    },
  );

  test('of those whom one send reached is that of their own message; of a failed one it has user and nonce', async () => {
    const many = named('send_msg of a server to three users, one of whom got nothing');
    const [first, again] = [await idsOf(signed(many)), await idsOf(signed(many, later))];
    expect(new Set(first).size).toBe(3);
    expect(again.slice(0, 2)).toEqual(first.slice(0, 2));
    expect(again[2]).not.toBe(first[2]);
    expect(first[2]).toContain('u4');
  });

  test('of an event without ids has its time: two users who enter a room twice are four events', async () => {
    const enter = (operator_account: string) => ({ ...sample, operator_account });
    const ids = await Promise.all([
      idsOf(signed(enter('u2'))),
      idsOf(signed(enter('u3'))),
      idsOf(signed(enter('u2'), later)),
      idsOf(signed(enter('u3'), later)),
    ]);
    expect(new Set(ids.flat()).size).toBe(4);
  });

  test('of an event without ids is the same with another nonce in the same second, as a retry may have', async () => {
    expect(await idsOf(signed(sample, { ownNonce: 'b7' }))).toEqual(await idsOf(signed(sample)));
  });

  test('tells a message that was sent from one with the same id that failed', async () => {
    const text = named('send_msg of a direct text from a client');
    expect(await idsOf(signed({ ...text, send_result: 660_500_009 }))).not.toEqual(await idsOf(signed(text)));
  });
});

describe('an edit', () => {
  const text = fixtures.find(({ name }) => name === 'send_msg of a direct text from a client')?.members ?? {};
  const editOf = async (changes: object, form = 'JSON') =>
    (await itemsOf(signed({ ...text, ...changes }), { form }))[0]?.edit?.contentHash;

  test('is known by what it may change: text, extended data, custom kind', async () => {
    const hash = await editOf({});
    expect(hash).toMatch(/^[\da-f]{32}$/);
    expect(await editOf({ msg_body: 'other' })).not.toBe(hash);
    expect(await editOf({ payload: 'other' })).not.toBe(hash);
    expect(await editOf({ sub_msg_type: 4 })).not.toBe(hash);
  });

  test('has the same hash in every form, with absent members as with empty ones', async () => {
    const hash = await editOf({});
    for (const form of Object.keys(forms)) expect(await editOf({}, form)).toBe(hash);
    expect(await editOf({ payload: undefined, sub_msg_type: undefined })).toBe(hash);
  });

  test('is not looked for where a message cannot be edited', async () => {
    expect(await editOf({ conv_type: 1, conv_id: 'r1' })).toBeUndefined();
    expect(await editOf({ msg_type: 11 })).toBeUndefined();
    expect(await editOf({ send_result: 660_500_010 })).toBeUndefined();
  });
});

describe('a body that is nested without end', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);

  test('is no callback', async () => {
    const body = JSON.stringify(withCommon({ event: 'new_event' })).replace(/}$/, `,"list":${deep}}`);
    expect(await read(body)).toEqual({ status: 'refused', reason: 'malformed' });
  });

  test.each([10, 11, 12, 13, 14])(
    'within a message of type %i is a content without a word',
    async (msg_type) => {
      const text = fixtures.find(({ name }) => name === 'send_msg of a direct text from a client')?.members;
      const reading = await read(signed({ ...text, msg_type, msg_body: `{"a":${deep}}` }));
      expect(reading).toMatchObject({ status: 'believed', items: [{ event: { type: 'message.sent' } }] });
      expect(reading).not.toHaveProperty('items.0.event.content');
    },
  );
});

test('a clock that gives no number makes every callback too old', async () => {
  expect(await read(signed(sample), { at: Number.NaN })).toEqual({ status: 'refused', reason: 'expired' });
});

test('ids keep all their digits, as numbers and as strings', async () => {
  const members = {
    event: 'send_msg',
    from_user_id: 'u1',
    conv_type: 2,
    conv_id: '#g',
    msg_type: 1,
    msg_body: 'x',
  };
  const body = JSON.stringify({ ...withCommon(members), msg_id: 'ID', msg_seq: 7 });
  const numbers = body
    .replace('"ID"', '18446744073709551615')
    .replace('"msg_seq":7', '"msg_seq":9007199254740993');
  expect(await read(numbers)).toMatchObject({
    items: [{ event: { messageId: '18446744073709551615', sequence: '9007199254740993' } }],
  });
});

test('the same request read twice is the same reading, and two sources share nothing', async () => {
  for (const { members } of fixtures) {
    const [one, other] = [await read(withCommon(members)), await read(withCommon(members))];
    expect(one).toEqual(other);
  }
});

test('no reading of a refused callback shows a secret, a signature or a text', async () => {
  const reading = await read({ ...signed({ ...sample, msg_body: 'a secret text' }), nonce: 'x' });
  expect(JSON.stringify(reading)).toBe('{"status":"refused","reason":"signature"}');
});

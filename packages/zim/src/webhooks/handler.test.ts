import { SimulatedClock } from '@polychat/core/testing';
import {
  allow,
  createWebhookHandler,
  drop,
  refuse,
  replace,
  type WebhookEvent,
  type WebhookHandlers,
} from '@polychat/core/webhooks';
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
import { type ZimVerdicts, zimWebhooks } from './index.ts';

const source = zimWebhooks({ appId, callbackSecret });
const text = named('send_msg of a direct text from a client');

function named(name: string): Readonly<Record<string, unknown>> {
  const fixture = fixtures.find((each) => each.name === name);
  if (!fixture) throw new Error(`there is no fixture ${name}`);
  return fixture.members;
}

/** A handler that keeps every event, and sends it callbacks in a form. */
function setUp(sending: WebhookHandlers<ZimVerdicts>['message.sending'] = allow) {
  const events: WebhookEvent[] = [];
  const tells = Object.keys(source.events).filter((type) => type !== 'message.sending');
  const handlers: WebhookHandlers<ZimVerdicts> = {
    ...Object.fromEntries(tells.map((type) => [type, (event: WebhookEvent) => events.push(event)])),
    'message.sending': (event, context) => {
      events.push(event);
      return sending(event, context);
    },
  };
  const clock = new SimulatedClock(receivedAt);
  const handler = createWebhookHandler(source, handlers, { clock, atDeadline: 'refuse', onError: () => {} });
  const post = async (body: object, form = 'JSON') => {
    const { url, ...request } = forms[form]?.(body) ?? { url: '' };
    const response = await handler(new Request(url, { method: 'POST', ...request }));
    return { status: response.status, text: await response.text() };
  };
  return { events, handler, post };
}

function byRecipient(events: readonly WebhookEvent[]): readonly WebhookEvent[] {
  const recipientOf = (event: WebhookEvent) => ('to' in event ? (event.to ?? '') : '');
  return events.toSorted((one, other) => (recipientOf(one) < recipientOf(other) ? -1 : 1));
}

describe.each(Object.keys(forms))('through the handler, a callback as %s', (form) => {
  test.each(fixtures)('tells of $name', async ({ members, events: expected }) => {
    const { events, post } = setUp();
    const { status, text: answer } = await post(withCommon(members), form);
    expect(status).toBe(200);
    expect(answer).toBe(members.event === 'before_send_msg' ? '{"result":0}' : '');
    // Events of one request are handled at once: in which order, nobody says.
    expect(byRecipient(events)).toStrictEqual(
      expected.map((event) => ({
        ...event,
        vendor: 'zim',
        app: '2000000001',
        vendorEvent: members.event,
        eventId: expect.stringMatching(/^[\da-f]{32}$/),
        redelivery: false,
        raw: expect.objectContaining({ event: members.event }),
      })),
    );
  });
});

test('a body may be packed', async () => {
  const { events, handler } = setUp();
  const { url, headers, body } = forms.JSON?.(withCommon(text)) ?? { url: '', headers: {}, body: '' };
  const packed = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
  const response = await handler(
    new Request(url, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: await new Response(packed).arrayBuffer(),
    }),
  );
  expect(response.status).toBe(200);
  expect(events).toMatchObject([{ type: 'message.sent', content: { text: text.msg_body } }]);
});

test('a message that comes again with another content is edited, once for each content', async () => {
  const { events, post } = setUp();
  let nonce = 0;
  const send = (msg_body: string) => {
    nonce += 1;
    return post(signed({ ...text, msg_body }, { ownNonce: `n${nonce}` }));
  };
  for (const said of ['one', 'one', 'two', 'two', 'three', 'one']) await send(said);
  expect(events.map(({ type, ...event }) => [type, 'content' in event && event.content])).toEqual([
    ['message.sent', { type: 'text', text: 'one' }],
    ['message.edited', { type: 'text', text: 'two' }],
    ['message.edited', { type: 'text', text: 'three' }],
  ]);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
});

test('a signature that comes again with another body is refused, and tells nothing', async () => {
  const { events, post } = setUp();
  expect(await post(withCommon(text))).toEqual({ status: 200, text: '' });
  expect(await post(withCommon({ ...text, msg_body: 'forged' }))).toEqual({ status: 400, text: '' });
  expect(await post({ ...withCommon({ ...text, msg_body: 'forged' }), timestamp: '1750000000' })).toEqual({
    status: 400,
    text: '',
  });
  expect(events).toHaveLength(1);
});

test('of a list, what failed is handled again, and the others are not', async () => {
  const list = named('send_msg of a server to three users, one of whom got nothing');
  const seen: string[] = [];
  let isBroken = true;
  const handler = createWebhookHandler(
    source,
    {
      'message.sent': ({ to = '' }) => {
        seen.push(to);
        if (to === 'u3' && isBroken) throw new Error('broken');
      },
      'message.failed': ({ to = '' }) => seen.push(to),
    },
    { clock: new SimulatedClock(receivedAt), onError: () => {} },
  );
  const { url, ...request } = forms.JSON?.(withCommon(list)) ?? { url: '' };
  const post = async () => (await handler(new Request(url, { method: 'POST', ...request }))).status;
  expect(await post()).toBe(503);
  isBroken = false;
  expect(await post()).toBe(200);
  expect(seen.slice(0, 3).sort()).toEqual(['u2', 'u3', 'u4']);
  expect(seen.slice(3)).toEqual(['u3']);
});

describe('a verdict', () => {
  const before = named('before_send_msg of a direct text');

  test.each([
    [allow(), { result: 0 }],
    [refuse({ reason: 'no' }), { result: 3, reason: 'no' }],
    [drop(), { result: 2 }],
    [
      replace({ content: { type: 'text', text: '100%25' }, metadata: 'm' }),
      { result: 0, new_msg_body: '100%25', new_payload: 'm' },
    ],
  ] as const)('%j is answered in the vendor’s form', async (verdict, expected) => {
    const { post } = setUp(() => verdict as ZimVerdicts['message.sending']);
    const { status, text: answer } = await post(withCommon(before));
    expect([status, JSON.parse(answer)]).toEqual([200, expected]);
  });

  test('that ZIM cannot carry out is what the deadline says', async () => {
    // @ts-expect-error ZIM passes no code on.
    const { post } = setUp(() => refuse({ code: 7 }));
    expect(JSON.parse((await post(withCommon(before))).text)).toEqual({ result: 3 });
  });

  test('that the types know ZIM not to have does not compile', () => {
    // @ts-expect-error a picture's form in an answer is not documented.
    setUp(() => replace({ content: { type: 'image', url: 'https://x.example/1', width: 1, height: 1 } }));
    // @ts-expect-error ZIM asks about no group.
    expect(() => createWebhookHandler(source, { 'group.creating': () => allow() }, {})).toThrow();
  });

  test('of the retry is that of the first question', async () => {
    let asked = 0;
    const { post } = setUp(() => {
      asked += 1;
      return drop();
    });
    const first = await post(withCommon(before));
    const retry = await post(signed(before, { ownNonce: 'b7' }));
    expect([retry, asked]).toEqual([first, 1]);
  });
});

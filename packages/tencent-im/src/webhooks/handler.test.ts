import { SimulatedClock } from '@polychat/core/testing';
import {
  allow,
  createWebhookHandler,
  drop,
  refuse,
  replace,
  type VetoEventType,
  vetoEventTypes,
  type WebhookEvent,
  type WebhookHandlers,
} from '@polychat/core/webhooks';
import { describe, expect, test } from 'vitest';
import {
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
import { type TencentImVerdicts, tencentImWebhooks } from './index.ts';

const source = tencentImWebhooks({ sdkAppId, token });
const ok = '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}';

/** A handler that keeps every event and allows what asks, and sends it webhooks in a form. */
function setUp(own: WebhookHandlers<TencentImVerdicts> = {}) {
  const events: WebhookEvent[] = [];
  const vetoes: readonly string[] = vetoEventTypes;
  const keep = (type: string) => (event: WebhookEvent) => {
    events.push(event);
    return vetoes.includes(type) ? allow() : undefined;
  };
  const handlers: WebhookHandlers<TencentImVerdicts> = {
    ...Object.fromEntries(Object.keys(source.events).map((type) => [type, keep(type)])),
    ...own,
  };
  const clock = new SimulatedClock(receivedAt);
  const handler = createWebhookHandler(source, handlers, { clock, atDeadline: 'refuse', onError: () => {} });
  const post = async ({ command, query, body }: WebhookFixture, form = 'JSON') => {
    const { url, ...request } = forms[form]?.(queryFor(command, query), body) ?? { url: '' };
    const response = await handler(new Request(url, { method: 'POST', ...request }));
    return { status: response.status, text: await response.text() };
  };
  return { events, post };
}

const asksAboutFriends = ({ events: [event] }: WebhookFixture) =>
  event?.type === 'friend.adding' || event?.type === 'friend.answering';

describe.each(Object.keys(forms))('through the handler, a webhook as %s', (form) => {
  test.each(fixtures)('tells of $name', async (of) => {
    const { events, post } = setUp();
    const { status, text } = await post(of, form);
    expect(status).toBe(200);
    if (!asksAboutFriends(of)) expect(text).toBe(ok);
    const expected = of.events.map((event) => ({
      raw: of.body,
      ...event,
      vendor: 'tencentIm',
      app: '1400000000',
      vendorEvent: of.command,
      eventId: expect.stringMatching(/^[\da-f]{32}$/),
      redelivery: false,
    }));
    // Events of one request are handled at once: in which order, nobody says.
    expect(events).toHaveLength(expected.length);
    for (const event of expected) expect(events).toContainEqual(event);
  });
});

function named(name: string): WebhookFixture {
  const of = fixtures.find((fixture) => fixture.name === name);
  if (!of) throw new Error(`there is no fixture ${name}`);
  return of;
}

describe('a verdict', () => {
  const direct = named('C2C.CallbackBeforeSendMsg of a text from a device');
  const group = named('Group.CallbackBeforeSendMsg');

  test.each<[string, WebhookFixture, TencentImVerdicts['message.sending'], object]>([
    [
      'a refusal of a direct message',
      direct,
      refuse({ code: 121_500, reason: 'not allowed' }),
      {
        ErrorCode: 121_500,
        ErrorInfo: 'not allowed',
      },
    ],
    ['a drop in a group', group, drop(), { ErrorCode: 2 }],
    ['new metadata', group, replace({ metadata: 'm' }), { ErrorCode: 0, CloudCustomData: 'm' }],
    // Which cannot be carried out: as the deadline says.
    ['a drop of a direct message', direct, drop(), { ErrorCode: 1 }],
    ['a code that is out of range', group, refuse({ code: 7 }), { ErrorCode: 1 }],
  ])('%s is answered in the vendor’s form', async (_what, of, verdict, expected) => {
    const { post } = setUp({ 'message.sending': () => verdict });
    const { status, text } = await post(of);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ ActionStatus: 'OK', ErrorInfo: '', ...expected });
  });

  test('that the types know Tencent IM not to have does not compile', () => {
    // @ts-expect-error a group cannot be dropped.
    setUp({ 'group.creating': () => drop() });
    // @ts-expect-error a wish for friendship has no content.
    setUp({ 'friend.adding': () => replace({ metadata: 'm' }) });
  });

  test('is asked for at every question that is declared', async () => {
    const asked = new Set<VetoEventType>();
    const { post } = setUp(
      Object.fromEntries(
        vetoEventTypes.map((type) => [
          type,
          () => {
            asked.add(type);
            return refuse();
          },
        ]),
      ),
    );
    for (const of of fixtures) {
      const [event] = of.events;
      if (event && source.events[event.type]?.verdicts) expect((await post(of)).text).not.toBe(ok);
    }
    expect([...asked].sort()).toEqual([...vetoEventTypes].sort());
  });
});

test('webhooks of one second share their signature, and all of them are handled', async () => {
  const { events, post } = setUp();
  const some = [
    'C2C.CallbackAfterSendMsg of a delivered text',
    'C2C.CallbackAfterMsgWithDraw',
    'Group.CallbackAfterGroupFull',
    'Sns.CallbackBlackListDelete',
  ];
  for (const name of some) expect((await post(named(name))).status).toBe(200);
  expect(events).toHaveLength(some.length);
});

test('an event that comes again, signed anew, is handled once', async () => {
  const { events, post } = setUp();
  const receipt = named('C2C.CallbackAfterMsgReadReceipt of two messages');
  await post(receipt);
  await post({ ...receipt, query: { ...receipt.query, ...signFor(signedAt / 1000 + 30) } });
  expect(events).toHaveLength(2);
});

test('what is not believed gets a bare 400', async () => {
  const { events, post } = setUp();
  for (const query of [{ Sign: '' }, { SdkAppid: '7' }, signFor(signedAt / 1000 - 61)]) {
    expect(await post({ ...named('Group.CallbackBeforeSendMsg'), query })).toEqual({ status: 400, text: '' });
  }
  expect(events).toEqual([]);
});

test('where no token can be had, nothing is handled, and who asks is answered all the same', async () => {
  const events: WebhookEvent[] = [];
  const handler = createWebhookHandler(
    tencentImWebhooks({ sdkAppId, token: () => Promise.reject(new Error('vault is down')) }),
    { 'message.sending': () => allow(), 'message.sent': (event) => events.push(event) },
    { clock: new SimulatedClock(receivedAt), atDeadline: 'refuse', onError: () => {} },
  );
  const post = async ({ command, query, body }: WebhookFixture) => {
    const { url, ...request } = forms.JSON?.(queryFor(command, query), body) ?? { url: '' };
    const response = await handler(new Request(url, { method: 'POST', ...request }));
    return { status: response.status, text: await response.text() };
  };
  const asking = fixtures.find(({ command }) => command === 'C2C.CallbackBeforeSendMsg');
  const { status, text } = await post(asking ?? expect.unreachable());
  expect([status, JSON.parse(text).ErrorCode]).toEqual([200, 1]);
  expect(await post(named('C2C.CallbackAfterSendMsg of a delivered text'))).toEqual({
    status: 503,
    text: '',
  });
  expect(events).toEqual([]);
});

import { describe, expect, test, vi } from 'vitest';
import { createMemoryClaimStore } from '../defaults/memory-claim-store.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { type ParrotVerdicts, parrot } from './__fixtures__/parrot.ts';
import { before, parrotBody, postOf, said } from './__fixtures__/parrot-request.ts';
import { createWebhookHandler, type VetoOptions } from './create-webhook-handler.ts';
import { allow, drop, refuse, replace } from './verdict.ts';
import type { WebhookHandlers } from './webhook-handlers.ts';

type Sending = NonNullable<WebhookHandlers<ParrotVerdicts>['message.sending']>;

function setUp(
  sending: Sending,
  { clock = new SimulatedClock(), ...options }: Partial<VetoOptions> & { clock?: SimulatedClock } = {},
  handlers = {},
) {
  const told: string[] = [];
  const hooks = {
    answered: ({ by, verdict = '', durationMs }: { by: string; verdict?: string; durationMs: number }) =>
      told.push(`${by} ${verdict} ${durationMs}`),
    refused: ({ reason }: { reason: string }) => told.push(`refused: ${reason}`),
    warning: ({ code }: { code: string }) => told.push(`warning: ${code}`),
  };
  const store = createMemoryClaimStore({ clock });
  const rest = { clock, store, hooks, onError: () => {}, atDeadline: 'allow' as const, ...options };
  const handler = createWebhookHandler(
    parrot({ tellsKind: true }),
    { 'message.sending': sending, ...handlers },
    rest,
  );
  const ask = async (members: object) => {
    const response = await handler(postOf(await parrotBody(members, clock.now())));
    return `${response.status} ${await response.text()}`;
  };
  return { clock, store, handler, ask, told };
}

const never = () => new Promise<never>(() => {});

describe('a verdict', () => {
  test.each([
    [allow(), '200 {"verdict":"allow"}'],
    [refuse(), '200 {"verdict":"refuse"}'],
    [refuse({ code: 9, reason: 'rude' }), '200 {"code":9,"reason":"rude","verdict":"refuse"}'],
    [drop(), '200 {"verdict":"drop"}'],
    [
      replace({ content: { type: 'text', text: '***' } }),
      '200 {"content":{"type":"text","text":"***"},"verdict":"replace"}',
    ],
  ])('%j is answered in the words of the vendor', async (verdict, answer) => {
    const { ask, told } = setUp(() => verdict);
    expect([await ask(before('1')), told]).toEqual([answer, [`handler ${verdict.verdict} 0`]]);
  });

  test('is asked for once, and given again to who asks again', async () => {
    const sending = vi.fn<Sending>(() => refuse());
    const { ask, told } = setUp(sending);
    expect([await ask(before('1')), await ask(before('1'))]).toEqual([
      '200 {"verdict":"refuse"}',
      '200 {"verdict":"refuse"}',
    ]);
    expect([sending.mock.calls.length, told]).toEqual([1, ['handler refuse 0', 'stored refuse 0']]);
  });

  test('that is pending is waited for by who asks again', async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof refuse>>();
    const sending = vi.fn<Sending>(() => promise);
    const { clock, ask } = setUp(sending);
    const both = [ask(before('1'))];
    await expect.poll(() => sending.mock.calls.length === 1).toBe(true);
    await clock.advance(1_000);
    both.push(ask(before('1')));
    await clock.advance(100);
    resolve(refuse());
    expect(await Promise.all(both)).toEqual(['200 {"verdict":"refuse"}', '200 {"verdict":"refuse"}']);
    expect(sending).toHaveBeenCalledTimes(1);
  });

  test('that another process is about to give is waited for', async () => {
    const clock = new SimulatedClock();
    const store = createMemoryClaimStore({ clock });
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof refuse>>();
    const one = setUp(() => promise, { clock, store });
    const other = setUp(() => allow(), { clock, store });
    const claim = vi.spyOn(store, 'claim');
    const claimed = (count: number) => expect.poll(() => claim.mock.calls.length >= count).toBe(true);
    // Signature and event of the first, then of the second.
    const both = [one.ask(before('1'))];
    await claimed(2);
    both.push(other.ask(before('1')));
    await claimed(4);
    resolve(refuse());
    expect(await clock.finish(Promise.all(both))).toEqual([
      '200 {"verdict":"refuse"}',
      '200 {"verdict":"refuse"}',
    ]);
  });

  test('of nobody is allow', async () => {
    const { ask, told } = setUp(() => refuse());
    const without = createWebhookHandler(parrot(), { 'message.sent': () => {} });
    const response = await without(postOf(await parrotBody(before('1'), Date.now())));
    expect(await response.text()).toBe('{"verdict":"allow"}');
    expect([await ask(said('1')), told]).toEqual(['200 {"taken":true}', []]);
  });
});

describe.each(['allow', 'refuse'] as const)('with %s at the deadline, that is answered', (atDeadline) => {
  const answer = `200 {"verdict":"${atDeadline}"}`;

  test('when the handler takes longer, and again to who asks again', async () => {
    const signals: AbortSignal[] = [];
    const { clock, ask, told } = setUp(
      (_event, { signal }) => {
        signals.push(signal);
        return never();
      },
      { atDeadline },
    );
    const asked = ask(before('1'));
    await expect.poll(() => signals.length === 1).toBe(true);
    await clock.advance(1_199);
    expect([told, signals.map(({ aborted }) => aborted)]).toEqual([[], [false]]);
    await clock.advance(1);
    expect([await asked, told]).toEqual([answer, [`deadline ${atDeadline} 1200`]]);
    expect(await ask(before('1'))).toBe(answer);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test.each<[string, Sending]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['says what the vendor cannot do', () => refuse({ code: 10 })],
    ['returns nothing', () => undefined as never],
    ['replaces a text by none', () => replace({ content: { type: 'text', text: undefined as never } })],
    ['returns another kind of verdict', () => ({ verdict: 'allow_except', userIds: [] }) as never],
  ])('when the handler %s', async (_how, sending) => {
    const onError = vi.fn();
    const { ask, told } = setUp(sending, { atDeadline, onError });
    expect([await ask(before('1')), told, onError.mock.calls.length]).toEqual([
      answer,
      [`failed ${atDeadline} 0`],
      1,
    ]);
  });

  test('when the store is down, without asking the handler', async () => {
    const sending = vi.fn<Sending>(() => drop());
    const store = storeThat({ claim: () => Promise.reject(new Error('no store')) });
    const { ask, told } = setUp(sending, { atDeadline, store });
    expect([await ask(before('1')), told]).toEqual([answer, [`store_down ${atDeadline} 0`]]);
    expect(sending).not.toHaveBeenCalled();
  });

  test('when the store does not answer', async () => {
    const { clock, ask } = setUp(() => drop(), { atDeadline, store: storeThat({ claim: never }) });
    expect(await clock.finish(ask(before('1')))).toBe(answer);
  });

  test('when another process does not answer', async () => {
    const clock = new SimulatedClock();
    const store = createMemoryClaimStore({ clock });
    const sending = vi.fn<Sending>(never);
    void setUp(sending, { clock, store, deadlineMs: 36_000_000 }).ask(before('1'));
    await expect.poll(() => sending.mock.calls.length === 1).toBe(true);
    const { ask } = setUp(() => drop(), { clock, store, atDeadline });
    expect(await clock.finish(ask(before('1')))).toBe(answer);
  });

  test.each([
    ['the query says that it asks', '?kind=veto', {}],
    ['nobody handles other events', '', {}],
    ['the query says that it asks, beside other events', '?kind=veto', { 'message.sent': () => {} }],
  ])('when the body does not come and %s', async (_how, query, handlers) => {
    const { clock, handler } = setUp(() => drop(), { atDeadline }, handlers);
    const asked = handler(postOf(new ReadableStream(), {}, query));
    await clock.advance(1_200);
    const response = await asked;
    expect(`${response.status} ${await response.text()}`).toBe(answer);
  });
});

test.each([
  ['its query says that it asks', '?kind=veto', '200 {"verdict":"refuse"}'],
  ['it may be an event', '', '503 '],
])('where no secret can be had, and %s, that is what is answered', async (_what, query, answer) => {
  const clock = new SimulatedClock();
  const source = parrot({ tellsKind: true, secret: () => Promise.reject(new Error('the vault is shut')) });
  // Later than the secret, as where it is asked for twice.
  const kindOf = async (request: Parameters<NonNullable<typeof source.kindOf>>[0]) => {
    await new Promise((turn) => setImmediate(turn));
    return source.kindOf?.(request);
  };
  const handler = createWebhookHandler(
    { ...source, kindOf },
    { 'message.sending': () => allow(), 'message.sent': () => {} },
    { clock, atDeadline: 'refuse', onError: () => {} },
  );
  const response = await handler(postOf(await parrotBody(before('1'), clock.now()), {}, query));
  expect(`${response.status} ${await response.text()}`).toBe(answer);
});

test('a body that does not come and may be an event is asked for again at the deadline', async () => {
  const { clock, handler } = setUp(() => drop(), {}, { 'message.sent': () => {} });
  const asked = handler(postOf(new ReadableStream()));
  await clock.advance(1_200);
  expect((await asked).status).toBe(503);
});

test('a body that certainly is an event may come after the deadline', async () => {
  const sent = vi.fn();
  const { clock, handler } = setUp(() => drop(), {}, { 'message.sent': sent });
  const body = await parrotBody(said('1'), clock.now());
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const asked = handler(postOf(readable, {}, '?kind=event'));
  await clock.advance(5_000);
  const writer = writable.getWriter();
  void writer.write(new TextEncoder().encode(body)).then(() => writer.close());
  expect([(await clock.finish(asked)).status, sent.mock.calls.length]).toEqual([200, 1]);
});

test('a verdict that the store does not take is given all the same', async () => {
  const store = storeThat({ complete: () => Promise.reject(new Error('no store')) });
  const { ask, told } = setUp(() => drop(), { store });
  expect([await ask(before('1')), await ask(before('2')), told]).toEqual([
    '200 {"verdict":"drop"}',
    '200 {"verdict":"drop"}',
    expect.arrayContaining(['warning: not_completed']),
  ]);
});

test('close waits until the store has been told of an answer', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { handler, ask } = setUp(() => drop(), { store: storeThat({ complete: () => promise }) });
  expect(await ask(before('1'))).toBe('200 {"verdict":"drop"}');
  let isClosed = false;
  const closing = handler.close().then(() => {
    isClosed = true;
  });
  await new Promise((turn) => setImmediate(turn));
  expect(isClosed).toBe(false);
  resolve(true);
  await closing;
});

test('no timer is left when an answer was given', async () => {
  const { clock, ask } = setUp(() => allow());
  await ask(before('1'));
  await clock.advance(0);
  expect(clock.pending).toBe(0);
});

function storeThat(faults: Partial<ClaimStore>): ClaimStore {
  return { ...createMemoryClaimStore(), ...faults };
}

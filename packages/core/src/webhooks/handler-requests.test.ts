import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { type ParrotOptions, parrot } from './__fixtures__/parrot.ts';
import { parrotBody, postOf, said } from './__fixtures__/parrot-request.ts';
import { createWebhookHandler } from './create-webhook-handler.ts';
import type { WebhookHandlerOptions } from './handler/webhook-options.ts';

function setUp(options: WebhookHandlerOptions = {}, source: ParrotOptions = {}) {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const handle = vi.fn();
  const hooks = { refused: ({ reason }: { reason: string }) => told.push(reason) };
  const handler = createWebhookHandler(
    parrot(source),
    { 'message.sent': handle },
    { clock, hooks, onError: () => {}, ...options },
  );
  const post = async (request: Request) => {
    const response = await handler(request);
    return `${response.status} ${await response.text()}`;
  };
  return { clock, handle, handler, told, post };
}

const taken = '200 {"taken":true}';

describe('a body', () => {
  const packings: readonly (readonly [string, (text: string) => BodyInit, Record<string, string>])[] = [
    ['as it is', (text) => text, {}],
    ['under a wrong content type', (text) => text, { 'content-type': 'image/png' }],
    ['under no content type', (text) => new TextEncoder().encode(text), {}],
    ['behind a byte order mark', (text) => `\ufeff${text}`, {}],
    ['with white space around it', (text) => ` \r\n${text}\n`, {}],
    ['percent-encoded', (text) => encodeURIComponent(text), {}],
    [
      'percent-encoded with plus signs for spaces',
      (text) => encodeURIComponent(text).replaceAll('%20', '+'),
      {},
    ],
    [
      'as the fields of a form',
      (text) =>
        new URLSearchParams(Object.entries(JSON.parse(text)).map(([name, value]) => [name, String(value)])),
      {},
    ],
    ['in gzip', (text) => gzipSync(text), { 'content-encoding': 'gzip' }],
    ['in gzip that no header names', (text) => gzipSync(text), {}],
    ['unpacked, with a header of gzip that was left', (text) => text, { 'content-encoding': 'gzip' }],
    ['in deflate', (text) => deflateSync(text), { 'content-encoding': 'deflate' }],
    ['in deflate without its header', (text) => deflateRawSync(text), { 'content-encoding': 'Deflate' }],
  ];
  test.each(packings)('%s is read, and its text stays what it is', async (_how, pack, headers) => {
    const { clock, handle, post } = setUp();
    const text = 'a +100%25 b & c=d {"e":"é😀"}';
    const body = await parrotBody(said('1', text), clock.now());
    expect(await post(postOf(pack(body), headers))).toBe(taken);
    expect(handle).toHaveBeenCalledWith(expect.objectContaining({ content: { type: 'text', text } }));
  });

  const garbage: readonly (readonly [string, BodyInit | null, Record<string, string>, string])[] = [
    ['that is empty', '', {}, 'malformed'],
    ['that is missing', null, {}, 'malformed'],
    ['that is no object', '[1]', {}, 'malformed'],
    ['that is text', 'hello', {}, 'malformed'],
    ['with a percent sign that encodes nothing', '%7B%', {}, 'malformed'],
    ['packed in an unknown way', '{}', { 'content-encoding': 'br' }, 'body'],
    ['packed twice', gzipSync('{}'), { 'content-encoding': 'gzip, br' }, 'malformed'],
    ['of broken gzip', gzipSync('{}').subarray(0, 12), { 'content-encoding': 'gzip' }, 'body'],
    ['of broken deflate', Uint8Array.of(0x78, 0x9c, 0xff, 0xff), { 'content-encoding': 'deflate' }, 'body'],
    ['that is longer than the limit', 'x'.repeat(1_001), {}, 'body'],
    ['that unpacks to more than the limit', gzipSync('x'.repeat(100_000)), {}, 'body'],
    ['that says that it is longer than the limit', '{}', { 'content-length': '1001' }, 'body'],
  ];
  test.each(garbage)('%s gets a bare 400', async (_how, body, headers, reason) => {
    const { post, told, handle } = setUp({ maxBodyBytes: 1_000 });
    expect([await post(postOf(body, headers)), told, handle.mock.calls]).toEqual(['400 ', [reason], []]);
  });

  test('that does not come gets a bare 400 after ten seconds', async () => {
    const { clock, post, told } = setUp();
    const answered = post(postOf(new ReadableStream()));
    await clock.advance(9_999);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect([await answered, told]).toEqual(['400 ', ['body']]);
  });

  test('that breaks off gets a bare 400', async () => {
    const { post } = setUp();
    const broken = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"app"')),
      pull: () => Promise.reject(new Error('reset')),
    });
    expect(await post(postOf(broken))).toBe('400 ');
  });

  test('that somebody else has read gets a bare 400', async () => {
    const { post } = setUp();
    const request = postOf('{}');
    await request.text();
    expect(await post(request)).toBe('400 ');
  });
});

test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('a %s gets a bare 400', async (method) => {
  const { post, told } = setUp();
  expect([await post(new Request('https://app.example/', { method })), told]).toEqual(['400 ', ['method']]);
});

describe('a request', () => {
  test.each([
    ['of another app', { ...said('1'), app: 'zoo' }, {}, 'app'],
    ['signed with another secret', said('1'), { secret: 'molly' }, 'signature'],
    ['with no signature', { ...said('1'), sign: undefined }, {}, 'malformed'],
    ['with half a signature', { ...said('1'), sign: 'abc' }, {}, 'signature'],
    ['that is too old', said('1'), { time: 1_750_000_000_000 - 60_001 }, 'expired'],
    ['from a time to come', said('1'), { time: 1_750_000_000_000 + 60_001 }, 'expired'],
  ])('%s gets a bare 400', async (_how, members, signing, reason) => {
    const { clock, post, told, handle } = setUp();
    const body = await parrotBody(members, clock.now(), signing);
    expect([await post(postOf(body)), told, handle.mock.calls]).toEqual(['400 ', [reason], []]);
  });

  test('may be signed with any of several secrets', async () => {
    const { clock, post } = setUp({}, { secret: async () => ['new', 'old'] });
    for (const secret of ['new', 'old']) {
      expect(await post(postOf(await parrotBody(said(secret), clock.now(), { secret })))).toBe(taken);
    }
    expect(await post(postOf(await parrotBody(said('3'), clock.now())))).toBe('400 ');
  });

  test('is asked for again where no secret can be had', async () => {
    const onError = vi.fn();
    const secret = () => Promise.reject(new Error('the vault is shut'));
    const { clock, post, handle } = setUp({ onError }, { secret });
    expect(await post(postOf(await parrotBody(said('1'), clock.now())))).toBe('503 ');
    expect([handle.mock.calls, onError.mock.calls]).toEqual([
      [],
      [[new Error('the vault is shut'), { vendor: 'parrot' }]],
    ]);
  });

  test('that comes again as it was is a redelivery, and with another body it is refused', async () => {
    const { clock, post, told, handle } = setUp();
    handle.mockRejectedValueOnce(new Error('not now'));
    const first = await parrotBody(said('1'), clock.now(), { nonce: 'x' });
    const other = await parrotBody(said('2'), clock.now(), { nonce: 'x' });
    expect([await post(postOf(first)), await post(postOf(other)), await post(postOf(first))]).toEqual([
      '503 ',
      '400 ',
      taken,
    ]);
    expect(told).toEqual(['reused']);
    expect(handle.mock.calls.map(([{ redelivery }]) => redelivery)).toEqual([false, true]);
  });
});

describe('a handler is not made', () => {
  const make = (handlers: object, options?: object) => () =>
    createWebhookHandler(parrot(), handlers, options as WebhookHandlerOptions);
  const sending = { 'message.sending': () => {} };

  test.each([
    ['for an event that asks without atDeadline', make(sending), 'misconfigured', 'atDeadline'],
    ['with another atDeadline', make({}, { atDeadline: 'drop' }), 'misconfigured', 'atDeadline'],
    [
      'for an event that there is not',
      make({ 'message.said': () => {} }),
      'misconfigured',
      'handlers.message.said',
    ],
    [
      'with a handler that is no function',
      make({ 'message.sent': true }),
      'misconfigured',
      'handlers.message.sent',
    ],
    [
      'for an event that the vendor never raises',
      make({ 'message.read': () => {} }),
      'unsupported',
      'handlers.message.read',
    ],
    ['with an option that there is not', make({}, { deadline: 3 }), 'misconfigured', 'deadline'],
    ['with a deadline of nothing', make({}, { deadlineMs: 0 }), 'misconfigured', 'deadlineMs'],
    ['with an order that there is not', make({}, { order: 'time' }), 'misconfigured', 'order'],
    ['with a store that is none', make({}, { store: 'redis' }), 'misconfigured', 'store'],
    ['with an onError that is none', make({}, { onError: 1 }), 'misconfigured', 'onError'],
    [
      'with confirm for an event that asks',
      make({}, { confirm: sending }),
      'misconfigured',
      'confirm.message.sending',
    ],
  ])('%s', (_why, act, code, field) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ChatError', code, field }));
  });

  test('unless it is told to, for an event that the vendor never raises', () => {
    const handlers = { 'message.read': () => {}, 'message.sent': () => {}, unknown: () => {} };
    const handler = createWebhookHandler(parrot(), handlers, { onUnsupported: 'warn' });
    expect(handler.unsupported).toEqual(['message.read']);
  });
});

test('an error of a handler is printed where nobody takes it', async () => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { clock, post, handle } = setUp({ onError: undefined });
  handle.mockRejectedValueOnce(new Error('no database'));
  await post(postOf(await parrotBody(said('1'), clock.now())));
  expect(print.mock.calls).toEqual([
    [
      expect.stringMatching(/^polychat: parrot: the handler of message\.sent failed \(event [0-9a-f]{32}\)$/),
      new Error('no database'),
    ],
  ]);
  print.mockRestore();
});

test('hooks and onError that throw change nothing', async () => {
  const fail = () => {
    throw new Error('no');
  };
  const clock = new SimulatedClock();
  const handler = createWebhookHandler(
    parrot(),
    { 'message.sent': fail },
    { clock, onError: fail, hooks: { handled: fail, refused: async () => fail() } },
  );
  const statuses = [postOf(await parrotBody(said('1'), clock.now())), postOf('')].map(
    async (request) => (await handler(request)).status,
  );
  expect(await Promise.all(statuses)).toEqual([503, 400]);
});

import type { HttpRequest } from '@polychat/core';
import { Agent } from 'undici';
import { describe, expect, test } from 'vitest';
import { requestTo, send, serve, serveTls, transportWith, undo } from './__fixtures__/servers.ts';

describe('what has not left is not sent', () => {
  test('a connection that is not there in time', async () => {
    const origin = await serveTls(() => {});
    expect(await send(transportWith({ connectTimeoutMs: 50 }), origin)).toEqual({
      fault: 'not_sent',
      reason: 'network',
      detail: 'UND_ERR_CONNECT_TIMEOUT',
    });
  });

  test('what waited for a connection until it was too late', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { origin, bodies } = await serve(() => promise);
    const transport = transportWith({ connections: 1 });
    const first = send(transport, origin, undefined, 'first');
    let isTooLate = false;
    const second = transport.send(requestTo(origin, 'second'), {
      signal: new AbortController().signal,
      maxReplyBytes: 1_000,
      mayLeave: () => !isTooLate,
    });
    await expect.poll(() => bodies).toEqual(['first']);
    isTooLate = true;
    resolve('ok');
    expect(await second).toEqual({ fault: 'not_sent', reason: 'too_late' });
    expect(await first).toMatchObject({ text: 'ok' });
    expect(await send(transport, origin, undefined, 'third')).toMatchObject({ text: 'ok' });
    expect(bodies).toEqual(['first', 'third']);
  });

  test('a name that nobody knows', async () => {
    const dispatcher = new Agent({
      connect: {
        lookup: (_name, _options, done) =>
          done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), ''),
      },
    });
    undo.push(() => dispatcher.destroy());
    expect(await send(transportWith({ dispatcher }), 'http://vendor.example')).toEqual({
      fault: 'not_sent',
      reason: 'network',
      detail: 'ENOTFOUND',
    });
  });

  test('an abort while the connection is being opened, in the handshake', async () => {
    const controller = new AbortController();
    const origin = await serveTls(() => controller.abort());
    expect(await send(transportWith(), origin, controller.signal)).toEqual({
      fault: 'not_sent',
      reason: 'aborted',
    });
  });

  test('an abort before the connection is there, also when it comes then', async () => {
    const { origin, bodies, counts } = await serve();
    const transport = transportWith();
    const controller = new AbortController();
    const sending = send(transport, origin, controller.signal, 'first');
    controller.abort();
    expect(await sending).toEqual({ fault: 'not_sent', reason: 'aborted' });
    await expect.poll(() => counts().connections).toBe(1);
    expect(await send(transport, origin, undefined, 'second')).toMatchObject({ text: 'ok' });
    expect(bodies).toEqual(['second']);
  });

  test('an abort while all connections are taken', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { origin, bodies } = await serve(() => promise);
    const transport = transportWith({ connections: 1 });
    const controller = new AbortController();
    const first = send(transport, origin, undefined, 'first');
    const second = send(transport, origin, controller.signal, 'second');
    const third = send(transport, origin, undefined, 'third');
    controller.abort();
    expect(await second).toEqual({ fault: 'not_sent', reason: 'aborted' });
    resolve('ok');
    expect([await first, await third]).toMatchObject([{ text: 'ok' }, { text: 'ok' }]);
    expect(bodies).toEqual(['first', 'third']);
  });

  test.each<[string, Partial<HttpRequest>]>([
    ['a header that would be two', { headers: { 'x-own': 'a\r\nx-other: b' } }],
    ['a URL that is none', { url: 'not a url' }],
    ['a protocol that is not HTTP', { url: 'ftp://127.0.0.1/' }],
  ])('%s', async (_, wrong) => {
    const { origin, bodies } = await serve();
    const { signal } = new AbortController();
    const request = { ...requestTo(origin), ...wrong };
    const result = await transportWith().send(request, { signal, maxReplyBytes: 10 });
    expect(result).toMatchObject({ fault: 'not_sent', reason: 'network' });
    expect(bodies).toEqual([]);
  });

  test('whatever still waits for a connection when the transport is closed', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { origin, bodies } = await serve(() => promise);
    const transport = transportWith({ connections: 1 });
    const first = send(transport, origin, undefined, 'first');
    const second = send(transport, origin, undefined, 'second');
    await expect.poll(() => bodies).toEqual(['first']);
    const closing = transport.close?.();
    expect(await second).toEqual({ fault: 'not_sent', reason: 'network', detail: 'UND_ERR_CLOSED' });
    resolve('ok');
    expect(await first).toMatchObject({ text: 'ok' });
    await closing;
  });
});

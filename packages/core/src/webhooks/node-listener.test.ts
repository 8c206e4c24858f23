import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type NodeRequest, toNodeListener } from './node-listener.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(handler: (request: Request) => Promise<Response>): Promise<string> {
  server = createServer(toNodeListener(handler));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a request comes through with method, query, headers and bytes, and its answer goes back', async () => {
  const body = gzipSync('{"a":"é"}');
  const seen: unknown[] = [];
  const address = await listen(async (request) => {
    const { searchParams } = new URL(request.url);
    const bytes = new Uint8Array(await request.arrayBuffer());
    seen.push([request.method, searchParams.get('q'), request.headers.get('x-one'), Buffer.from(bytes)]);
    return new Response('{"taken":true}', { status: 201, headers: { 'content-type': 'application/json' } });
  });
  const reply = await fetch(`${address}/hooks?q=1%2B1`, { method: 'POST', body, headers: { 'x-one': 'a' } });
  expect([reply.status, reply.headers.get('content-type'), await reply.text()]).toEqual([
    201,
    'application/json',
    '{"taken":true}',
  ]);
  expect(seen).toEqual([['POST', '1+1', 'a', body]]);
});

test('a GET comes through without a body', async () => {
  const address = await listen(async (request) => new Response(null, { status: request.body ? 500 : 400 }));
  expect((await fetch(address)).status).toBe(400);
});

test('a method that no Request can have is no trouble', async () => {
  const address = await listen(
    async ({ method }) => new Response(null, { status: method === 'POST' ? 500 : 400 }),
  );
  const reply = await new Promise<IncomingMessage>((resolve) => {
    httpRequest(address, { method: 'TRACE' }, resolve).end();
  });
  expect(reply.statusCode).toBe(400);
});

test('an answer arrives although the body was not read to its end', async () => {
  const address = await listen(async () => new Response(null, { status: 400 }));
  const reply = await fetch(address, { method: 'POST', body: 'x'.repeat(3_000_000) });
  expect(reply.status).toBe(400);
});

describe('behind a body parser', () => {
  const response = () => ({ statusCode: 0, setHeader: vi.fn(), end: vi.fn() });
  const parsed = (kept: Partial<NodeRequest>): NodeRequest => ({
    ...{ method: 'POST', url: '/', headers: {}, readableEnded: true },
    async *[Symbol.asyncIterator]() {},
    ...kept,
  });

  test.each([
    ['rawBody', { rawBody: Buffer.from('{"a":1}'), body: { a: 1 } }],
    ['bytes as body', { body: Buffer.from('{"a":1}') }],
    ['a string as body', { body: '{"a":1}' }],
  ])('that kept %s, the body is there', async (_what, kept) => {
    const answer = response();
    await toNodeListener(async (request) => new Response(await request.text()))(parsed(kept), answer);
    expect([answer.statusCode, answer.end.mock.calls]).toEqual([200, [['{"a":1}']]]);
  });

  test('that kept only what it parsed, it is answered 500 and printed why', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    const answer = response();
    await toNodeListener(async () => new Response())(parsed({ body: { a: 1 } }), answer);
    expect([answer.statusCode, print.mock.calls]).toEqual([500, [[expect.stringContaining('body parser')]]]);
    print.mockRestore();
  });
});

test.each([
  ['rejects', () => Promise.reject(new Error('no'))],
  [
    'gives a response that was read',
    async () => {
      const response = new Response('x');
      await response.text();
      return response;
    },
  ],
])(
  'a function around the handler that %s ends no process: it is answered 500, and printed',
  async (_how, handler) => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    const request = Object.assign(Readable.from(['{}']), { method: 'POST', url: '/', headers: {} });
    const answer = { statusCode: 0, setHeader: vi.fn(), end: vi.fn() };
    await toNodeListener(handler)(request, answer);
    expect([answer.statusCode, answer.end.mock.calls]).toEqual([500, [['']]]);
    expect(print.mock.calls).toEqual([[expect.stringContaining('failed'), expect.any(Error)]]);
    print.mockRestore();
  },
);

test('pseudo-headers of HTTP/2 and repeated headers are no trouble', async () => {
  const request = Object.assign(Readable.from(['{}']), {
    method: 'POST',
    url: '*?a=1#b',
    headers: { ':path': '/', 'x-many': ['a', 'b'], gone: undefined },
  });
  const answer = { statusCode: 0, setHeader: vi.fn(), end: vi.fn() };
  await toNodeListener(async ({ url, headers }) => new Response(`${url} ${headers.get('x-many')}`))(
    request as unknown as NodeRequest,
    answer,
  );
  expect(answer.end.mock.calls).toEqual([['http://localhost/?a=1#b a, b']]);
});

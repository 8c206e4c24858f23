import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createKyTransport } from './ky-transport.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that answers the first request with this status and the others with 200; returns what it got. */
async function startServer(status: number) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      requests.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(requests.length === 1 ? status : 200).end('answer');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const options = { signal: new AbortController().signal, maxReplyBytes: 1_000 };

test('a reply with status 421 is a reply, and fetch does not post the request again', async () => {
  const { requests, url } = await startServer(421);
  const request = { method: 'POST', url: `${url}/send?nonce=1`, headers: {}, body: 'the body' } as const;
  expect(await createKyTransport().send(request, options)).toMatchObject({ status: 421 });
  await fetch(`${url}/after`);
  expect(requests).toEqual(['POST /send?nonce=1 the body', 'GET /after ']);
});

test('bare fetch posts it again: when this fails, the watch for status 421 is no longer needed', async () => {
  const { requests, url } = await startServer(421);
  await fetch(`${url}/send`, { method: 'POST', body: 'the body' });
  expect(requests).toHaveLength(2);
});

test('another status ends no other request', async () => {
  const { requests, url } = await startServer(500);
  const request = { method: 'POST', url: `${url}/send?nonce=2`, headers: {}, body: 'the body' } as const;
  const transport = createKyTransport();
  expect(await transport.send(request, options)).toMatchObject({ status: 500, text: 'answer' });
  expect(await transport.send({ ...request, url: `${url}/send?nonce=3` }, options)).toMatchObject({
    status: 200,
  });
  expect(requests).toHaveLength(2);
});

import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { exchange } from '../__fixtures__/exchange.ts';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { createEmulator } from '../create-emulator.ts';
import { signedQuery } from '../zim/__fixtures__/zim-client.ts';

const emulator = await emulatorForFile({ zim: { users: ['ana', 'bo'] } });

const body = JSON.stringify({
  FromUserId: 'ana',
  ToUserId: ['bo'],
  MessageType: 1,
  Priority: 2,
  MessageBody: { Message: 'grüße 😀' },
});

const chunked = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const length = Buffer.byteLength(body);
const head = (headers: readonly string[], path = '/zim/', query = signedQuery(emulator, 'SendPeerMessage')) =>
  `POST ${path}?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers
    .map((header) => `${header}\r\n`)
    .join('')}\r\n`;

describe('hand-written requests that ZIM would take', () => {
  test.each<[string, () => (string | Buffer)[]]>([
    ['plain', () => [head(['Content-Type: application/json', `Content-Length: ${length}`]), body]],
    ['without a content type', () => [head([`Content-Length: ${length}`]), body]],
    ['as text/plain', () => [head(['Content-Type: text/plain', `Content-Length: ${length}`]), body]],
    [
      'as a form, with JSON inside',
      () => [head(['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${length}`]), body],
    ],
    [
      'in chunks',
      () => [
        head(['Transfer-Encoding: chunked']),
        chunked(body.slice(0, 20)),
        chunked(body.slice(20)),
        '0\r\n\r\n',
      ],
    ],
    [
      'byte by byte, cut inside a character',
      () => {
        const bytes = Buffer.from(body);
        const cut = bytes.indexOf(0xf0) + 2;
        return [head([`Content-Length: ${length}`]), bytes.subarray(0, cut), bytes.subarray(cut)];
      },
    ],
    [
      'with parameters in reverse',
      () => [
        head(
          [`Content-Length: ${length}`],
          '/zim/',
          signedQuery(emulator, 'SendPeerMessage').split('&').reverse().join('&'),
        ),
        body,
      ],
    ],
    ['on the bare path of the vendor', () => [head([`Content-Length: ${length}`], '/'), body]],
    ['below /zim without a slash', () => [head([`Content-Length: ${length}`], '/zim'), body]],
    ['over HTTP/1.0', () => [head([`Content-Length: ${length}`]).replace('HTTP/1.1', 'HTTP/1.0'), body]],
    [
      'with a long nonce',
      () => [
        head(
          [`Content-Length: ${length}`],
          '/zim/',
          signedQuery(emulator, 'SendPeerMessage', { SignatureNonce: '20250101120000abc-._~'.repeat(9) }),
        ),
        body,
      ],
    ],
  ])('%s', async (_name, pieces) => {
    const reply = await exchange(emulator.port, pieces());
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(reply).toContain('"Code":0');
    expect(emulator.inbox('bo')).toMatchObject([{ content: { Message: 'grüße 😀' } }]);
  });
});

test('a body that breaks off leaves no request behind', async () => {
  const socket = connect(emulator.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.end(`${head(['Content-Length: 1000'])}{"From`);
  await closed;
  expect(emulator.requests).toEqual([]);
  expect(emulator.messages).toEqual([]);
});

test('a body beyond the bound is cut off', async () => {
  const small = await createEmulator({ maxBodyBytes: 100 });
  await expect(fetch(`${small.zim.baseUrl}/`, { method: 'POST', body: 'x'.repeat(101) })).rejects.toThrow();
  expect((await fetch(`${small.zim.baseUrl}/`, { method: 'POST', body: 'x'.repeat(100) })).status).toBe(200);
  await small.close();
});

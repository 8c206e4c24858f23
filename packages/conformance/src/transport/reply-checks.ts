import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { HttpReply, TransportFault } from '@polychat/core';
import { replyBytes } from './raw-server.ts';
import type { TransportCheck } from './transport-check.ts';

/** The reply, or fails where it is a fault. */
export function replyOf(result: HttpReply | TransportFault): HttpReply {
  if ('fault' in result) return assert.fail(`a fault and no reply: ${result.reason} ${result.detail ?? ''}`);
  return result;
}

const greeting = 'Grüße 漢字 😀';

/** Replies as servers write them: what they send, and the text. */
const shapes: readonly (readonly [what: string, bytes: string, text: string])[] = [
  ['of a known length', replyBytes('200 OK', greeting), greeting],
  ['without a body', replyBytes('200 OK'), ''],
  ['with status 204', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
  [
    'in chunks',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n`,
    '{"a":1}',
  ],
  ['that ends with the connection', `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${greeting}`, greeting],
  ['of HTTP/1.0', `HTTP/1.0 200 OK\r\n\r\n${greeting}`, greeting],
  [
    'after early hints',
    `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${replyBytes('200 OK', 'late')}`,
    'late',
  ],
  ['with a byte order mark, which is no part of the text', replyBytes('200 OK', '\uFEFF{}'), '{}'],
];

/** Sends it and, where only the end of the connection ends it, ends that. */
function write(socket: Socket, bytes: string): void {
  socket.write(bytes);
  if (/connection: close|HTTP\/1\.0/.test(bytes)) socket.end();
}

const ofShapes: readonly TransportCheck[] = shapes.map(([what, bytes, text]) => ({
  name: `a reply ${what} is read whole`,
  async run(trial) {
    const { origin } = await trial.serve((socket) => write(socket, bytes));
    assert.equal(replyOf(await trial.send(origin)).text, text);
  },
}));

const statuses = [
  '200 OK',
  '400 Bad Request',
  '401 No',
  '404 Not Found',
  '429 Slow Down',
  '500 Oops',
  '503 Busy',
];

const large = (bytes: number, headers: readonly string[] = []) =>
  replyBytes('200 OK', 'x'.repeat(bytes), headers);
const withoutLength = (body: string) => `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`;

/** Replies that are too large where 1,000 bytes are allowed. */
const tooLarge: readonly (readonly [what: string, answer: (socket: Socket) => void])[] = [
  ['of an announced length', (socket) => socket.write(large(1_001))],
  ['of a length that is not announced', (socket) => write(socket, withoutLength('x'.repeat(1_001)))],
  [
    'by its bytes and not by its characters',
    (socket) => socket.write(replyBytes('200 OK', '你'.repeat(334))),
  ],
  ['without an end', sendForever],
  [
    'once it is unpacked',
    (socket) => {
      const packed = gzipSync('x'.repeat(100_000));
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`);
      socket.write(packed);
    },
  ],
];

function sendForever(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
  const timer = setInterval(() => socket.write('x'.repeat(400)), 1);
  socket.once('close', () => clearInterval(timer));
}

const ofLimits: readonly TransportCheck[] = tooLarge.map(([what, answer]) => ({
  name: `a reply that is too large ${what} is given up`,
  async run(trial) {
    const { origin } = await trial.serve(answer);
    assert.deepEqual(await trial.send(origin), { fault: 'unknown', reason: 'reply_too_large' });
  },
}));

/** What a reply becomes. */
export const replyChecks: readonly TransportCheck[] = [
  {
    name: 'the request arrives as it was given',
    async run(trial) {
      const { origin, requests } = await trial.serve((socket) => socket.write(replyBytes('200 OK', 'ok')));
      const body = JSON.stringify({ text: greeting });
      for (const method of ['POST', 'PUT', 'DELETE'] as const) {
        await trial.send(origin, {
          method,
          body,
          url: `${origin}/a/b?c=d&e=%20`,
          headers: { 'X-Own': 'yes' },
        });
        const seen = requests.at(-1);
        assert.deepEqual(
          [seen?.method, seen?.target, seen?.headers['x-own'], seen?.body],
          [method, '/a/b?c=d&e=%20', 'yes', body],
        );
      }
      assert.equal(replyOf(await trial.send(origin, { method: 'GET', body: undefined })).text, 'ok');
      assert.deepEqual([requests.at(-1)?.method, requests.at(-1)?.body], ['GET', '']);
    },
  },
  {
    name: 'a reply with any status is a reply, and is asked for once',
    async run(trial) {
      for (const status of statuses) {
        const { origin, heads } = await trial.serve((socket) => socket.write(replyBytes(status, 'body')));
        const { status: got, text } = replyOf(await trial.send(origin));
        assert.deepEqual([got, text, [...heads.values()]], [Number(status.slice(0, 3)), 'body', [1]]);
      }
    },
  },
  {
    name: 'headers have their names in lower case, several values of one name as one',
    async run(trial) {
      const headers = ['Retry-After: 5', 'X-Own: a', 'x-own: b'];
      const { origin } = await trial.serve((socket) => socket.write(replyBytes('200 OK', '', headers)));
      const reply = replyOf(await trial.send(origin));
      assert.deepEqual([reply.headers['retry-after'], reply.headers['x-own']], ['5', 'a, b']);
    },
  },
  ...ofShapes,
  {
    name: 'a character that comes in pieces is one character',
    async run(trial) {
      const { origin } = await trial.serve((socket) => {
        const bytes = Buffer.from(replyBytes('200 OK', greeting));
        let at = 0;
        const writeNext = () => {
          if (at >= bytes.length) return;
          socket.write(bytes.subarray(at, at + 1));
          at += 1;
          setImmediate(writeNext);
        };
        writeNext();
      });
      assert.equal(replyOf(await trial.send(origin)).text, greeting);
    },
  },
  {
    name: 'a reply of just as many bytes as allowed is read',
    async run(trial) {
      const { origin } = await trial.serve((socket) => socket.write(large(1_000)));
      assert.equal(replyOf(await trial.send(origin)).text.length, 1_000);
    },
  },
  ...ofLimits,
  {
    name: 'replies of requests that are under way together are not mixed up',
    async run(trial) {
      const { origin } = await trial.serve((socket, { body }) =>
        setTimeout(() => socket.write(replyBytes('200 OK', body)), Number(body) % 7),
      );
      const bodies = Array.from({ length: 60 }, (_, index) => String(index));
      const replies = await Promise.all(bodies.map((body) => trial.send(origin, { body })));
      assert.deepEqual(
        replies.map((reply) => replyOf(reply).text),
        bodies,
      );
    },
  },
];

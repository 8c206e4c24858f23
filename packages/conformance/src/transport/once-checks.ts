import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import type { HttpReply, TransportFault } from '@polychat/core';
import { type RawServer, replyBytes } from './raw-server.ts';
import { replyOf } from './reply-checks.ts';
import { signature, type TransportCheck, type TransportTrial } from './transport-check.ts';

/** Whatever came of it: no request came twice, and none came that is said not to have been sent. */
function assertSentOnce(server: RawServer, results: readonly (HttpReply | TransportFault)[]): void {
  const twice = [...server.heads.values()].filter((count) => count > 1);
  assert.deepEqual(twice, [], 'a request came more than once');
  const notSent = results.filter((result) => 'fault' in result && result.fault === 'not_sent');
  const most = results.length - notSent.length;
  assert.ok(server.heads.size <= most, 'a request came that is said not to have been sent');
  assert.ok(
    !inspect(results, { depth: 9, showHidden: true }).includes(signature),
    'a fault holds the signature',
  );
}

const ending: Readonly<Record<string, (socket: Socket) => void>> = {
  'hangs up': (socket) => socket.end(),
  'destroys the connection': (socket) => socket.destroy(),
  'resets the connection': (socket) => socket.resetAndDestroy(),
  'breaks off its headers': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-'),
  'breaks off a body of a known length': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
  'breaks off a body in chunks': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
  'resets the connection within a body': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
    setTimeout(() => socket.resetAndDestroy(), 5);
  },
  'speaks no HTTP': (socket) => socket.end('hello\n'),
  'continues, although nobody asked, and hangs up': (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'),
  'switches to another protocol': (socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n'),
  'gives two lengths': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc'),
};

/** Each on a connection that is new, and on one that is kept from a request that went well. */
const ofEndings: readonly TransportCheck[] = Object.entries(ending).map(([what, answer]) => ({
  name: `where the server ${what}, nobody knows, and nothing is sent again`,
  async run(trial) {
    for (const before of [0, 1]) {
      const server = await trial.serve((socket) => {
        if (server.requests.length <= before) socket.write(replyBytes('200 OK', 'ok'));
        else answer(socket);
      });
      const results: (HttpReply | TransportFault)[] = [];
      for (let sent = 0; sent <= before; sent += 1) results.push(await trial.send(server.origin));
      const last = results.at(-1);
      assert.ok(last && 'fault' in last, 'a reply that is none');
      assert.deepEqual([last.fault, last.reason], ['unknown', 'network']);
      // Somebody who sends again may take a moment.
      await pause(50);
      assertSentOnce(server, results);
    }
  },
}));

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const ofRedirects: readonly TransportCheck[] = [301, 302, 303, 307, 308].map((status) => ({
  name: `a redirect with status ${status} is not followed`,
  async run(trial) {
    const elsewhere = await trial.serve((socket) => socket.write(replyBytes('200 OK', 'stolen')));
    const server = await trial.serve((socket) =>
      socket.write(replyBytes(`${status} Moved`, '', [`location: ${elsewhere.origin}/`])),
    );
    const result = await trial.send(server.origin);
    assert.deepEqual(result, { fault: 'unknown', reason: 'redirect' });
    assert.equal(elsewhere.connections, 0, 'the request went on to another server');
    assertSentOnce(server, [result]);
  },
}));

/** Sends one after the other, with a server that closes its idle connections in between. */
async function sendAcrossHangUps(trial: TransportTrial, times: number, pauseMs: number) {
  const server = await trial.serve((socket) => socket.write(replyBytes('200 OK', 'ok')));
  const results: (HttpReply | TransportFault)[] = [];
  for (let sent = 0; sent < times; sent += 1) {
    results.push(await trial.send(server.origin));
    server.hangUp();
    if (pauseMs > 0) await pause(pauseMs);
  }
  assertSentOnce(server, results);
  return results;
}

/** That a request leaves once at most, and what is said where no reply comes. */
export const onceChecks: readonly TransportCheck[] = [
  ...ofEndings,
  ...ofRedirects,
  {
    name: 'a reply with status 421 is no reason to send again',
    async run(trial) {
      for (const headers of [[], ['connection: close']]) {
        const server = await trial.serve((socket) =>
          socket.write(replyBytes('421 Misdirected', 'no', headers)),
        );
        const result = await trial.send(server.origin);
        await pause(50);
        assert.ok(!('fault' in result) || result.fault === 'unknown');
        assertSentOnce(server, [result]);
      }
    },
  },
  {
    name: 'where the server closes each connection at once, no request is sent twice',
    async run(trial) {
      const server = await trial.serve(
        () => {},
        (socket) => socket.destroy(),
      );
      const result = await trial.send(server.origin);
      assert.ok('fault' in result && result.reason === 'network');
      await pause(50);
      assertSentOnce(server, [result]);
    },
  },
  {
    name: 'a connection that the server closed while it was idle is not used any more',
    async run(trial) {
      for (const result of await sendAcrossHangUps(trial, 3, 50)) assert.equal(replyOf(result).text, 'ok');
    },
  },
  {
    name: 'a connection that the server is just closing costs nobody a second copy',
    async run(trial) {
      await sendAcrossHangUps(trial, 50, 0);
    },
  },
  {
    name: 'of many requests at a server that resets connections none comes twice',
    async run(trial) {
      const server = await trial.serve((socket, { target }) => {
        if (target.length % 2 === server.requests.length % 2) socket.write(replyBytes('200 OK', 'ok'));
        else socket.resetAndDestroy();
      });
      const results: (HttpReply | TransportFault)[] = [];
      for (let round = 0; round < 5; round += 1) {
        results.push(...(await Promise.all(Array.from({ length: 20 }, () => trial.send(server.origin)))));
      }
      await pause(50);
      assertSentOnce(server, results);
    },
  },
  {
    name: 'a request to a port at which nobody listens was not sent',
    async run(trial) {
      const result = await atClosedPort((origin) => trial.send(origin));
      assert.deepEqual(result, { fault: 'not_sent', reason: 'network', detail: 'ECONNREFUSED' });
    },
  },
  {
    name: 'a URL that is none is a fault and no exception',
    async run(trial) {
      const result = await trial.send('', { url: 'not a url' });
      assert.ok('fault' in result && result.reason === 'network');
    },
  },
];

/** Gives a place at which nobody listens, nor can meanwhile: it is the near end of a connection. */
async function atClosedPort<Result>(use: (origin: string) => Promise<Result>): Promise<Result> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const { port } = typeof address === 'object' && address ? address : assert.fail('no port');
  const held = connect(port, '127.0.0.1');
  await new Promise((resolve) => held.once('connect', resolve));
  const result = await use(`http://127.0.0.1:${held.localPort}`);
  held.destroy();
  server.close();
  return result;
}

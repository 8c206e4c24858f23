import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { HttpReply, TransportFault } from '@polychat/core';
import { promptlyMs, within } from '../within.ts';
import { replyBytes } from './raw-server.ts';
import { replyOf } from './reply-checks.ts';
import type { TransportCheck } from './transport-check.ts';

/** How far a server has come when it falls silent. */
const stages: Readonly<Record<string, string>> = {
  'before its reply': '',
  'in its headers': 'HTTP/1.1 200 OK\r\ncontent-',
  'in a body of a known length': 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf',
  'in a body in chunks': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n',
  'in a body that ends with the connection': 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhalf',
};

const ofStages: readonly TransportCheck[] = Object.entries(stages).map(([what, bytes]) => ({
  name: `an abort ends a request to a server that falls silent ${what}, and its connection`,
  async run(trial) {
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { origin } = await trial.serve((socket) => {
      socket.once('close', () => closed.resolve());
      socket.write(bytes);
      setTimeout(() => controller.abort(new Error('a reason of the caller')), 20);
    });
    const { signal } = controller;
    const result = await within(promptlyMs, trial.send(origin, {}, { signal }), 'the abort did not end it');
    assert.deepEqual(result, { fault: 'unknown', reason: 'aborted' });
    await within(promptlyMs, closed.promise, 'the connection stays open');
  },
}));

/** How requests end early, and what stays behind. */
export const endingChecks: readonly TransportCheck[] = [
  {
    name: 'a request that is aborted before it begins is not sent',
    async run(trial) {
      const server = await trial.serve((socket) => socket.write(replyBytes('200 OK')));
      const result = await trial.send(server.origin, {}, { signal: AbortSignal.abort() });
      assert.deepEqual(result, { fault: 'not_sent', reason: 'aborted' });
      assert.equal(server.heads.size, 0);
    },
  },
  {
    name: 'an abort while a connection is being opened ends the request at once',
    async run(trial) {
      // It never takes part in the handshake.
      const controller = new AbortController();
      const server = await trial.serve(
        () => {},
        () => setTimeout(() => controller.abort(), 20),
      );
      const { signal } = controller;
      const sending = trial.send(server.origin.replace('http:', 'https:'), {}, { signal });
      const result = await within(promptlyMs, sending, 'the abort did not end it');
      assert.ok('fault' in result && result.reason === 'aborted');
    },
  },
  ...ofStages,
  {
    name: 'nothing listens to the signal once the request has ended',
    async run(trial) {
      const { signal } = new AbortController();
      const good = await trial.serve((socket) => socket.write(replyBytes('200 OK', 'ok')));
      const bad = await trial.serve((socket) => socket.destroy());
      for (const { origin } of [good, bad]) {
        for (let sent = 0; sent < 3; sent += 1) await trial.send(origin, {}, { signal });
      }
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    },
  },
  {
    name: 'a transport that is closed lets requests under way end, and holds no connection',
    async run(trial) {
      const { transport } = trial;
      if (!transport.close) return;
      const arrived = Promise.withResolvers<void>();
      const server = await trial.serve((socket, { body }) => {
        if (body === 'slow') {
          arrived.resolve();
          setTimeout(() => socket.write(replyBytes('200 OK', 'ok')), 50);
        } else {
          socket.write(replyBytes('200 OK', 'ok'));
        }
      });
      await Promise.all(Array.from({ length: 5 }, () => trial.send(server.origin)));
      const slow = trial.send(server.origin, { body: 'slow' });
      await arrived.promise;
      await within(promptlyMs, Promise.all([transport.close(), transport.close()]), 'it does not close');
      assert.equal(replyOf(await slow).text, 'ok');
      // The server learns of it a moment later.
      for (let turn = 0; turn < 100 && server.open > 0; turn += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(server.open, 0, 'connections stay open');
      const late: HttpReply | TransportFault = await trial.send(server.origin);
      assert.ok('fault' in late && late.fault === 'not_sent', 'it sends after it was closed');
    },
  },
];

import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { replyBytes } from './raw-server.ts';
import { replyOf } from './reply-checks.ts';
import { signature, type TransportCheck } from './transport-check.ts';

/** What a server does instead of taking part in the handshake of TLS. */
const handshakes: Readonly<Record<string, (socket: Socket) => void>> = {
  'speaks no TLS': (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'hangs up in the handshake': (socket) => socket.end(),
  'resets the connection in the handshake': (socket) => socket.resetAndDestroy(),
  // A fatal alert: handshake failure.
  'refuses the handshake': (socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40])),
};

const ofHandshakes: readonly TransportCheck[] = Object.entries(handshakes).map(([what, answer]) => ({
  name: `a request to a server that ${what} was not sent`,
  async run(trial) {
    const { origin } = await trial.serve(
      () => {},
      (socket) => socket.once('data', () => answer(socket)),
    );
    const result = await trial.send(origin.replace('http:', 'https:'));
    assert.ok('fault' in result, 'a reply that is none');
    assert.deepEqual([result.fault, result.reason], ['not_sent', 'network']);
    assert.ok(!inspect(result, { showHidden: true }).includes(signature), 'a fault holds the signature');
  },
}));

/** Of what no byte has left, a transport says so: the engine may repeat it. */
export const notSentChecks: readonly TransportCheck[] = [
  ...ofHandshakes,
  {
    // `fetch` refuses it without a try; nobody listens there in either case.
    name: 'a request to a port that browsers block was not sent',
    async run(trial) {
      const result = await trial.send('http://127.0.0.1:1');
      assert.ok('fault' in result && result.fault === 'not_sent' && result.reason === 'network');
    },
  },
  {
    name: 'a request with a URL that is none was not sent',
    async run(trial) {
      const result = await trial.send('', { url: 'not a url' });
      assert.ok('fault' in result && result.fault === 'not_sent' && result.reason === 'network');
    },
  },
  {
    name: 'where it asks whether a request may still leave, it writes none that may not',
    async run(trial) {
      const server = await trial.serve((socket) => socket.write(replyBytes('200 OK', 'ok')));
      let asked = 0;
      const mayLeave = () => {
        asked += 1;
        return false;
      };
      const result = await trial.send(server.origin, {}, { mayLeave });
      if (asked === 0) {
        // It cannot ask, and sends.
        assert.equal(replyOf(result).text, 'ok');
      } else {
        assert.deepEqual(result, { fault: 'not_sent', reason: 'too_late' });
      }
      assert.equal(replyOf(await trial.send(server.origin, {}, { mayLeave: () => true })).text, 'ok');
      assert.equal(server.heads.size, asked === 0 ? 2 : 1, 'the request came all the same');
    },
  },
];

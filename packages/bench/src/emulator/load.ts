/** The second process of the emulator's load test: sends what it is told to, and tells how long it took. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { rawRequests, type Targets } from './raw-requests.ts';

/** What to send. */
export interface LoadOrder extends Targets {
  readonly vendor: 'zim' | 'tencentIm';
  readonly count: number;
  readonly connections: number;
}

export interface LoadResult {
  readonly seconds: number;
  /** Replies without the vendor's code for success. */
  readonly failed: number;
}

process.on('message', async (order: LoadOrder) => {
  const make = rawRequests(order.vendor, order);
  const sockets = await Promise.all(
    Array.from({ length: order.connections }, async () => {
      const socket = connect(order.port, '127.0.0.1').setNoDelay();
      await once(socket, 'connect');
      return socket;
    }),
  );
  let sent = 0;
  const started = performance.now();
  const failures = await Promise.all(
    sockets.map((socket) =>
      converse(socket, () => {
        sent += 1;
        return sent > order.count ? undefined : make();
      }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  const failed = failures.reduce((sum, count) => sum + count, 0);
  process.send?.({ seconds, failed } satisfies LoadResult);
});

/** One request after the other on one connection. Ends it when there are no more; resolves with the failures. */
function converse(socket: Socket, next: () => string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    let failed = 0;
    let received = '';
    const send = () => {
      const request = next();
      if (request !== undefined) {
        socket.write(request);
        return;
      }
      socket.end();
      resolve(failed);
    };
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
      if (received.length < end + 4 + length) return;
      if (!/"(?:Error)?Code":0[,}]/.test(received)) failed += 1;
      received = '';
      send();
    });
    socket.on('error', reject);
    send();
  });
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A server that answers each path in its own way, and counts how often each was posted. */
export interface LoopbackServer {
  readonly port: number;
  /** A port at which nobody listens until this is closed. */
  readonly closedPort: number;
  readonly posts: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

const head = (status: string, length: number, more = '') =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${length}\r\n${more}\r\n`;
const accepted = '{"accepted":["bob"]}';
const close = 'connection: close\r\n';

const behaviours: Readonly<Record<string, (socket: Socket) => void>> = {
  good: (socket) => socket.end(head('200 OK', accepted.length, close) + accepted),
  kept: (socket) => socket.write(head('200 OK', accepted.length) + accepted),
  reset: (socket) => socket.resetAndDestroy(),
  'kept-reset': (socket) => socket.resetAndDestroy(),
  'hang-up': (socket) => socket.end(),
  'kept-hang-up': (socket) => socket.end(),
  'half-a-reply': (socket) => socket.end(`${head('200 OK', 100)}half`),
  never: () => undefined,
  'too-large': (socket) => socket.end(head('200 OK', 5_000, close) + 'x'.repeat(5_000)),
  'too-large-unannounced': (socket) => socket.end(`HTTP/1.1 200 OK\r\n${close}\r\n${'x'.repeat(5_000)}`),
  redirect: (socket) => socket.end(head('302 Found', 0, `location: /good\r\n${close}`)),
  misdirected: (socket) => socket.end(head('421 Misdirected Request', 0, close)),
  // Nobody listens any more when the connection breaks.
  'kept-last': (socket) => socket.resetAndDestroy(),
};

/** Starts it on a free port of the loopback address. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const posts: Record<string, number> = {};
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = '';
    socket.on('data', (data) => {
      received += String(data);
      const path = /^POST \/([\w-]+)\?/.exec(received)?.[1] ?? '';
      const [, body = ''] = received.split('\r\n\r\n');
      if (Buffer.byteLength(body) < Number(/content-length: (\d+)/i.exec(received)?.[1])) return;
      received = '';
      posts[path] = (posts[path] ?? 0) + 1;
      if (path === 'kept-last') server.close();
      behaviours[path]?.(socket);
    });
  });
  const port = await listen(server);
  const held = await hold(port);
  return {
    port,
    closedPort: held.localPort ?? 0,
    posts,
    async close() {
      held.destroy();
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The near end of a connection to the port: nobody listens there, nor can while it is held. */
async function hold(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

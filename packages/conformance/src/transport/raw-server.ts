import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A request as it stood on the wire. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a server does with a request that has come whole. */
export type Answer = (socket: Socket, request: RawRequest) => void;

/**
 * A server on the loopback address that sends exactly the bytes that it is told to, also such as no server should. It
 * counts a request as soon as its head has come.
 */
export class RawServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** How often the head of each request came, by target. */
  readonly heads: ReadonlyMap<string, number>;
  /** What came whole, in that order. */
  readonly requests: readonly RawRequest[];
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;
  readonly #counts: { connections: number };

  private constructor(server: Server, seen: Seen) {
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.heads = seen.heads;
    this.requests = seen.requests;
    this.#server = server;
    this.#sockets = seen.sockets;
    this.#counts = seen;
  }

  /** Starts it on a free port. `greet` is called with every connection. */
  static async start(answer: Answer, greet: (socket: Socket) => void = () => {}): Promise<RawServer> {
    const seen: Seen = { heads: new Map(), requests: [], sockets: new Set(), connections: 0 };
    const server = createServer((socket) => {
      seen.connections += 1;
      seen.sockets.add(socket);
      socket.on('close', () => seen.sockets.delete(socket));
      socket.on('error', () => {});
      listen(socket, seen, answer);
      greet(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RawServer(server, seen);
  }

  /** How many connections were opened so far. */
  get connections(): number {
    return this.#counts.connections;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Closes the connections that are open, as servers do with idle ones. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.end();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface Seen {
  readonly heads: Map<string, number>;
  readonly requests: RawRequest[];
  readonly sockets: Set<Socket>;
  connections: number;
}

function listen(socket: Socket, { heads, requests }: Seen, answer: Answer): void {
  let received = Buffer.alloc(0);
  let head: Omit<RawRequest, 'body'> | undefined;
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      if (!head) {
        const end = received.indexOf('\r\n\r\n');
        if (end < 0) return;
        head = readHead(received.toString('latin1', 0, end));
        heads.set(head.target, (heads.get(head.target) ?? 0) + 1);
        received = received.subarray(end + 4);
      }
      const length = Number(head.headers['content-length'] ?? 0);
      if (received.length < length) return;
      const request = { ...head, body: received.toString('utf8', 0, length) };
      head = undefined;
      received = received.subarray(length);
      requests.push(request);
      answer(socket, request);
    }
  });
}

function readHead(text: string): Omit<RawRequest, 'body'> {
  const [first = '', ...lines] = text.split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { method, target, headers: Object.fromEntries(headers) };
}

/** The bytes of a reply whose length is announced. */
export function replyBytes(status: string, body = '', headers: readonly string[] = []): string {
  const lines = [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

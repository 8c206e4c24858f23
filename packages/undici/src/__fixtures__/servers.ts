import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import type { HttpRequest, Transport } from '@polychat/core';
import { afterEach } from 'vitest';
import type { UndiciTransportOptions } from '../options.ts';
import { createUndiciTransport } from '../undici-transport.ts';

export const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

export function transportWith(options: UndiciTransportOptions = {}): Transport {
  const transport = createUndiciTransport(options);
  undo.push(() => transport.close?.());
  return transport;
}

export const requestTo = (origin: string, body = '{}'): HttpRequest => ({
  method: 'POST',
  url: `${origin}/api?signature=sig-0123456789`,
  headers: { 'content-type': 'application/json' },
  body,
});

export function send(
  transport: Transport,
  origin: string,
  signal = new AbortController().signal,
  body?: string,
) {
  return transport.send(requestTo(origin, body), { signal, maxReplyBytes: 1_000 });
}

/** A server of HTTP that counts its connections and notes the bodies that came. */
export async function serve(answer: (body: string) => Promise<string> | string = () => 'ok') {
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  let most = 0;
  let connections = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    response.end(await answer(body));
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.once('close', () => sockets.delete(socket));
  });
  const origin = await listen(server);
  return { origin, bodies, counts: () => ({ connections, most, open: sockets.size }) };
}

export async function listen(server: Server | ReturnType<typeof createSocketServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that does this with each connection, for clients that want TLS. */
export async function serveTls(greet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const origin = await listen(
    createSocketServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      greet(socket);
    }),
  );
  undo.push(() => {
    for (const socket of sockets) socket.destroy();
  });
  return origin.replace('http:', 'https:');
}

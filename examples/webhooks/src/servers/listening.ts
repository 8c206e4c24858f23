import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** A server on loopback. */
export interface Listening {
  readonly url: string;
  close(): void;
}

/** A server that was told to listen, when it does. */
export async function listening(
  server: Pick<Server, 'listening' | 'address' | 'close' | 'once'>,
): Promise<Listening> {
  if (!server.listening) await once(server as Server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

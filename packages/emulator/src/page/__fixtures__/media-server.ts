import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine that has a picture of one dot under every name that ends in `.gif`, but for `missing.gif`. */
export interface MediaServer {
  readonly url: string;
  /** What was asked for, as `/path, referrer …`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const dot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export async function serveMedia(): Promise<MediaServer> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { url = '/', headers } = incoming;
    requests.push(`${url}, referrer ${headers.referer}`);
    if (!url.endsWith('.gif') || url.endsWith('/missing.gif')) outgoing.writeHead(404).end();
    else outgoing.writeHead(200, { 'content-type': 'image/gif' }).end(dot);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

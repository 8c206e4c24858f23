import type { ServerResponse } from 'node:http';

/** Answers 403 with the reason. Node itself reads the rest of the request away, so that the connection lives on. */
export function refuse(outgoing: ServerResponse, reason: string): void {
  const body = `The emulator refuses this request: ${reason}\n`;
  outgoing.writeHead(403, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  outgoing.end(body);
}

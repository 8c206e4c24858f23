import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { message } from './message.ts';
import { tencentImReply, zimReply } from './replies.ts';

/**
 * Starts a server in a process of its own, so that its work does not count as the client's. It answers every
 * request as the vendor answers the bench's message, which it took.
 */
export async function startServer(): Promise<{ url: string; stop: () => void }> {
  const child = fork(fileURLToPath(import.meta.url), ['serve'], { execArgv: [] });
  const port = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

if (process.argv[2] === 'serve') {
  const reached = zimReply([message.to]);
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(request.url?.startsWith('/v4/openim/') ? tencentImReply : reached);
    });
  });
  // No connection ends while another client has its turn: the message that is on its way then would be lost.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address) process.send?.(address.port);
  });
  process.once('disconnect', () => process.exit());
}

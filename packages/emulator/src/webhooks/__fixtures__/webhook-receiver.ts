import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

/** What the receiver does with its next request: answers, or says nothing. */
type Answer = { readonly status?: number; readonly body?: string } | 'silence';

/** An app's webhook on a real socket. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  /** Answers for the next requests, in order; afterwards `answer` again. */
  readonly answers: Answer[];
  /** The standing answer. */
  answer: Answer;
  close(): Promise<void>;
}

export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const bytes = Buffer.concat(chunks);
      receiver.received.push({
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: bytes.toString('utf8'),
        bytes,
      });
      const answer = receiver.answers.shift() ?? receiver.answer;
      if (answer === 'silence') return;
      outgoing.writeHead(answer.status ?? 200, { connection: 'close' });
      outgoing.end(answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answers: [],
    answer: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

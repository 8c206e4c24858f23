import { request } from 'node:http';
import type { Emulator } from '../../emulator.ts';

/** What the control API answered. */
export interface ControlReply {
  readonly status: number;
  readonly text: string;
  /** `undefined` for an empty body. */
  readonly json: unknown;
}

/** Calls the control API with any headers, `Host` included, which `fetch` would not send. */
export function control(
  emulator: Pick<Emulator, 'port'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ControlReply> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: emulator.port,
        method,
        path: path.startsWith('/') ? path : `/control/${path}`,
        headers: {
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (incoming) => {
        let reply = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          reply += chunk;
        });
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            text: reply,
            json: reply.startsWith('{') || reply.startsWith('[') ? JSON.parse(reply) : undefined,
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

/** One event of the stream. */
interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Reads the event stream until `stop`. */
export function openStream(emulator: Emulator): {
  next(event: string): Promise<unknown>;
  close(): void;
} {
  const abort = new AbortController();
  const seen: StreamEvent[] = [];
  const waiting: { event: string; resolve: (data: unknown) => void }[] = [];
  const take = (found: StreamEvent) => {
    const index = waiting.findIndex(({ event }) => event === found.event);
    const [waiter] = index < 0 ? [] : waiting.splice(index, 1);
    if (waiter === undefined) seen.push(found);
    else waiter.resolve(found.data);
  };
  const read = async () => {
    const response = await fetch(`${emulator.url}/control/events`, { signal: abort.signal });
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      rest += chunk;
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        const frame = rest.slice(0, end);
        rest = rest.slice(end + 2);
        const event = /^event: (.*)$/m.exec(frame)?.[1];
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (event !== undefined && data !== undefined) take({ event, data: JSON.parse(data) });
      }
    }
  };
  read().catch(() => {});
  return {
    next: (event) => {
      const index = seen.findIndex((one) => one.event === event);
      const [found] = index < 0 ? [] : seen.splice(index, 1);
      if (found !== undefined) return Promise.resolve(found.data);
      return new Promise((resolve) => waiting.push({ event, resolve }));
    },
    close: () => abort.abort(),
  };
}

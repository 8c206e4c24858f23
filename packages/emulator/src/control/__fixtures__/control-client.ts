import { request } from 'node:http';
import type { Emulator } from '../../emulator.ts';
import type { Batch } from '../event-stream.ts';

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

/** Two batches, one after the other, as one. A request that is in both is as the later one says. */
function together(first: Batch, next: Batch): Batch {
  const later = new Set(next.requests.map(({ id }) => id));
  return {
    ...next,
    movedMs: Math.max(first.movedMs, next.movedMs),
    messages: [...first.messages, ...next.messages],
    updates: [...first.updates, ...next.updates],
    requests: [...first.requests.filter(({ id }) => !later.has(id)), ...next.requests],
    users: [...first.users, ...next.users],
    webhooks: [...first.webhooks, ...next.webhooks],
    faults: first.faults || next.faults,
    reset: first.reset || next.reset,
  };
}

/** Reads the event stream until `stop`. */
export function openStream(emulator: Emulator): {
  next(event: string): Promise<unknown>;
  /** Reads batches until they are enough together: in how many of them things come is a matter of time. */
  until(isEnough: (all: Batch) => boolean): Promise<Batch>;
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
  const next = (event: string): Promise<unknown> => {
    const index = seen.findIndex((one) => one.event === event);
    const [found] = index < 0 ? [] : seen.splice(index, 1);
    if (found !== undefined) return Promise.resolve(found.data);
    return new Promise((resolve) => waiting.push({ event, resolve }));
  };
  return {
    next,
    async until(isEnough) {
      let all = (await next('batch')) as Batch;
      while (!isEnough(all)) all = together(all, (await next('batch')) as Batch);
      return all;
    },
    close: () => abort.abort(),
  };
}

import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import { buildConnector, Client, type Dispatcher, errors } from 'undici';
import { AddressReader } from './address.ts';
import { Connections } from './connections.ts';
import { type CompleteOptions, completeOptions, type UndiciTransportOptions } from './options.ts';
import { RequestUnderWay } from './request-under-way.ts';

/**
 * A transport on undici, which keeps connections open. Each request is written at most once, and what was certainly not
 * written is `not_sent`. Throws a `ChatError` with code `misconfigured` for options that do not fit.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): Transport {
  return new UndiciTransport(completeOptions(options));
}

function notSent(fault: Omit<TransportFault, 'fault'>): Promise<TransportFault> {
  return Promise.resolve({ fault: 'not_sent', ...fault });
}

class UndiciTransport implements Transport {
  readonly #makeFor: (origin: string) => () => Dispatcher;
  readonly #size: number;
  readonly #addresses = new AddressReader();
  /** By origin. */
  readonly #hosts = new Map<string, Connections>();
  /** Those that are ours to close. */
  readonly #clients: Client[] = [];
  #underWay = 0;
  /** Called when the last request has ended. */
  #onIdle = () => {};
  readonly #onEnd = () => {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#onIdle();
  };
  #closing: Promise<void> | undefined;

  constructor(options: CompleteOptions) {
    const { dispatcher, connections } = options;
    this.#makeFor = dispatcher ? () => () => dispatcher : this.#clientsWith(options);
    this.#size = connections;
  }

  send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault> {
    if (this.#closing) return notSent({ reason: 'network', detail: 'UND_ERR_CLOSED' });
    if (options.signal.aborted) return notSent({ reason: 'aborted' });
    const address = this.#addresses.read(request.url);
    if (!address) return notSent({ reason: 'network', detail: 'ERR_INVALID_URL' });
    const { origin, path } = address;
    const { method, headers, body } = request;
    // No request shares a connection with another that is under way: where that breaks, undici would send the later one
    // again. So none is idempotent.
    const written = { origin, path, method, headers: headersOf(headers), body, idempotent: false };
    this.#underWay += 1;
    return new RequestUnderWay(written, options, this.#connectionsTo(origin), this.#onEnd).result;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const connections of this.#hosts.values()) {
      for (const waiting of connections.takeWaiting()) waiting.refuse(new errors.ClientClosedError());
    }
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    // `close` would wait for connections that are being opened, and for which nobody waits any more.
    await Promise.all(this.#clients.map((client) => client.destroy()));
  }

  #connectionsTo(origin: string): Connections {
    const existing = this.#hosts.get(origin);
    if (existing) return existing;
    const connections = new Connections(this.#makeFor(origin), this.#size);
    this.#hosts.set(origin, connections);
    return connections;
  }

  /** One client is one connection, which it opens again where it has ended. An agent would look through all of them. */
  #clientsWith({ keepAliveMs, connectTimeoutMs }: CompleteOptions): (origin: string) => () => Dispatcher {
    const options = {
      // Of all together, so that they share the sessions of TLS. Where an HTTP/2 server says goodbye, undici sends again
      // what that server may have seen; so there is none.
      connect: buildConnector({ timeout: connectTimeoutMs, allowH2: false }),
      allowH2: false,
      keepAliveTimeout: keepAliveMs,
      // The engine bounds each attempt; a second limit would end slow ones that the caller allows.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    return (origin) => () => {
      const client = new Client(origin, options);
      this.#clients.push(client);
      return client;
    };
  }
}

/** What `fetch` sends as well; but a reply shall not come packed, so that its length bounds it. */
const usualHeaders = Object.entries({ accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'undici' });

/** Names and values by turns: undici reads a list faster than an object. */
function headersOf(given: HttpRequest['headers']): string[] {
  const headers: string[] = [];
  const names = Object.keys(given).map((name) => name.toLowerCase());
  for (const [name, value] of usualHeaders) if (!names.includes(name)) headers.push(name, value);
  for (const name of Object.keys(given)) headers.push(name.toLowerCase(), given[name] ?? '');
  return headers;
}

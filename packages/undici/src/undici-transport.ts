import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import { Agent, type Dispatcher, errors } from 'undici';
import { ConnectionSlots } from './connection-slots.ts';
import { type CompleteOptions, completeOptions, type UndiciTransportOptions } from './options.ts';
import { RequestUnderWay } from './request-under-way.ts';

/**
 * A transport on undici, which keeps connections open. Each request is written at most once, and what was certainly not
 * written is `not_sent`. Throws a `ChatError` with code `misconfigured` for options that do not fit.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): Transport {
  return new UndiciTransport(completeOptions(options));
}

/** What `fetch` sends as well; but a reply shall not come packed, so that its length bounds it. */
const usualHeaders = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'undici' };

const notSent = (reason: TransportFault['reason'], detail?: string): TransportFault => ({
  fault: 'not_sent',
  reason,
  detail,
});

class UndiciTransport implements Transport {
  readonly #dispatcher: Dispatcher;
  readonly #isOurs: boolean;
  readonly #connections: number;
  /** By origin. */
  readonly #slots = new Map<string, ConnectionSlots>();
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;
  #closing: Promise<void> | undefined;

  constructor(options: CompleteOptions) {
    const { dispatcher = createAgent(options), connections } = options;
    this.#dispatcher = dispatcher;
    this.#isOurs = options.dispatcher === undefined;
    this.#connections = connections;
  }

  async send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault> {
    if (this.#isClosed) return notSent('network', 'UND_ERR_CLOSED');
    if (options.signal.aborted) return notSent('aborted');
    const url = URL.parse(request.url);
    if (!url) return notSent('network', 'ERR_INVALID_URL');
    const dispatch = (handler: RequestUnderWay) => this.#dispatch(request, url, handler);
    const { result } = new RequestUnderWay(options, this.#slotsOf(url.origin), dispatch);
    this.#underWay.add(result);
    try {
      return await result;
    } finally {
      this.#underWay.delete(result);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    for (const slots of this.#slots.values()) slots.open();
    await Promise.all(this.#underWay);
    // `close` would wait for connections that are being opened, and for which nobody waits any more.
    if (this.#isOurs) await this.#dispatcher.destroy();
  }

  #dispatch({ method, headers, body }: HttpRequest, url: URL, handler: RequestUnderWay): void {
    try {
      if (this.#isClosed) throw new errors.ClientClosedError();
      this.#dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers: { ...usualHeaders, ...inLowerCase(headers) },
          body,
          // No request shares a connection with another that is under way: where that breaks, undici would send the
          // later one again.
          idempotent: false,
        },
        handler,
      );
    } catch (error) {
      handler.onResponseError(null, error as Error);
    }
  }

  #slotsOf(origin: string): ConnectionSlots {
    const existing = this.#slots.get(origin);
    if (existing) return existing;
    const slots = new ConnectionSlots(this.#connections);
    this.#slots.set(origin, slots);
    return slots;
  }
}

function createAgent({ connections, keepAliveMs, connectTimeoutMs }: CompleteOptions): Agent {
  return new Agent({
    connections,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
    // Where an HTTP/2 server says goodbye, undici sends again what that server may have seen.
    allowH2: false,
    // The engine bounds each attempt; a second limit would end slow ones that the caller allows.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function inLowerCase(headers: HttpRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

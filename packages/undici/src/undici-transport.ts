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

function notSent(reason: TransportFault['reason'], detail?: string): Promise<TransportFault> {
  return Promise.resolve({ fault: 'not_sent', reason, detail });
}

class UndiciTransport implements Transport {
  readonly #dispatcher: Dispatcher;
  readonly #isOurs: boolean;
  readonly #connections: number;
  /** By origin. */
  readonly #slots = new Map<string, ConnectionSlots>();
  #underWay = 0;
  /** Called when the last request has ended. */
  #onIdle = () => {};
  readonly #onEnd = () => {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#onIdle();
  };
  #isClosed = false;
  #closing: Promise<void> | undefined;

  constructor(options: CompleteOptions) {
    const { dispatcher = createAgent(options), connections } = options;
    this.#dispatcher = dispatcher;
    this.#isOurs = options.dispatcher === undefined;
    this.#connections = connections;
  }

  send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault> {
    if (this.#isClosed) return notSent('network', 'UND_ERR_CLOSED');
    if (options.signal.aborted) return notSent('aborted');
    const url = URL.parse(request.url);
    if (!url) return notSent('network', 'ERR_INVALID_URL');
    const dispatch = (handler: RequestUnderWay) => this.#dispatch(request, url, handler);
    this.#underWay += 1;
    return new RequestUnderWay(options, this.#slotsOf(url.origin), dispatch, this.#onEnd).result;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    for (const slots of this.#slots.values()) slots.open();
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
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
          headers: headersOf(headers),
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

function headersOf(given: HttpRequest['headers']): Record<string, string> {
  const headers: Record<string, string> = { ...usualHeaders };
  for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = value;
  return headers;
}

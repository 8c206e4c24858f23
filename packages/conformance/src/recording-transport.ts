import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';

/** One request that a chat made, and what came of it. */
export interface Exchange {
  readonly request: HttpRequest;
  /** Absent until the transport has let go of it. */
  result?: HttpReply | TransportFault;
}

/** Passes requests on and keeps them. */
export class RecordingTransport implements Transport {
  readonly exchanges: Exchange[] = [];
  readonly #inner: Transport;

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  async send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault> {
    const exchange: Exchange = { request };
    this.exchanges.push(exchange);
    const result = await this.#inner.send(request, options);
    exchange.result = result;
    return result;
  }
}

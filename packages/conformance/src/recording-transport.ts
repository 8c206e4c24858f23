import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import type { RequestKind } from './vendor-double.ts';

/** One request that a chat made, and what came of it. */
export interface Exchange {
  readonly request: HttpRequest;
  /** Absent until the transport has let go of it. */
  result?: HttpReply | TransportFault;
}

/** A request under way. */
export interface OpenRequest {
  /** Whether the double was told to be silent to it. */
  readonly meetsSilence: boolean;
  /** How many requests had come to the double before it, where it meets silence. */
  readonly seenBefore?: number;
}

/** What it asks about the double. */
interface Surroundings {
  kindOf(request: HttpRequest): RequestKind;
  /** How many requests have come to the double. */
  seen(): Promise<number>;
}

/** Passes requests on and keeps them. */
export class RecordingTransport implements Transport {
  readonly exchanges: Exchange[] = [];
  readonly open = new Set<OpenRequest>();
  readonly #inner: Transport;
  readonly #surroundings: Surroundings;
  /** The next requests that the double was told to be silent to. */
  readonly #silences: RequestKind[] = [];

  constructor(inner: Transport, surroundings: Surroundings) {
    this.#inner = inner;
    this.#surroundings = surroundings;
  }

  /** Says that the double will be silent to the next request of this kind. */
  expectSilence(of: RequestKind): void {
    this.#silences.push(of);
  }

  async send(request: HttpRequest, options: TransportOptions): Promise<HttpReply | TransportFault> {
    const exchange: Exchange = { request };
    this.exchanges.push(exchange);
    const kind = this.#surroundings.kindOf(request);
    const meetsSilence = this.#takeSilence(kind);
    const open: OpenRequest = meetsSilence
      ? { meetsSilence, seenBefore: await this.#surroundings.seen() }
      : { meetsSilence };
    this.open.add(open);
    const result = await this.#inner.send(request, options);
    this.open.delete(open);
    // An older fault struck it, and the silence is still to come.
    if (meetsSilence && !('fault' in result && result.reason === 'aborted')) this.#silences.unshift(kind);
    exchange.result = result;
    return result;
  }

  #takeSilence(kind: RequestKind): boolean {
    const at = this.#silences.indexOf(kind);
    if (at >= 0) this.#silences.splice(at, 1);
    return at >= 0;
  }
}

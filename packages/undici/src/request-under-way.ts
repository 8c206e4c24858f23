import { faultOf, type HttpReply, type TransportFault, type TransportOptions } from '@polychat/core';
import type { Dispatcher } from 'undici';
import type { Connections, Waiting } from './connections.ts';
import { readText } from './reply-text.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One request, from the wait for a connection to its reply. undici calls it: `onRequestStart` right before the first
 * byte is written, and that is the border between `not_sent` and `unknown`, whatever error comes later.
 */
export class RequestUnderWay implements Dispatcher.DispatchHandler, Waiting {
  /** What came of it. Never rejects. */
  readonly result: Promise<HttpReply | TransportFault>;
  readonly #request: Dispatcher.DispatchOptions;
  readonly #options: TransportOptions;
  readonly #connections: Connections;
  /** A function, and not this object: whoever wraps the listeners of signals may know of functions alone. */
  readonly #onAbort: () => void;
  readonly #onEnd: () => void;
  #resolve: (result: HttpReply | TransportFault) => void = () => {};
  #isOver = false;
  /** Where it has a connection. */
  #dispatcher: Dispatcher | undefined;
  /** Of the connection that the request was written to. */
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = noHeaders;
  #chunks: Uint8Array[] | undefined;
  #bytes = 0;

  /** Hands itself to a connection when there is one, and calls `onEnd` once. */
  constructor(
    request: Dispatcher.DispatchOptions,
    options: TransportOptions,
    connections: Connections,
    onEnd: () => void,
  ) {
    this.#request = request;
    this.#options = options;
    this.#connections = connections;
    this.#onEnd = onEnd;
    this.#onAbort = () => this.#abort();
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    options.signal.addEventListener('abort', this.#onAbort);
    connections.take(this);
  }

  start(dispatcher: Dispatcher): void {
    this.#dispatcher = dispatcher;
    try {
      dispatcher.dispatch(this.#request, this);
    } catch (error) {
      this.onResponseError(null, error as Error);
    }
  }

  refuse(error: Error): void {
    this.#endInFault(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for its connection, or about to be sent a second time.
    if (this.#isOver || this.#controller) controller.abort(new Error('not to be sent'));
    else if (this.#options.mayLeave?.() === false) {
      this.#end(tooLate);
      controller.abort(new Error('too late'));
    } else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // Such as early hints: the reply comes later.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (status >= 300 && status < 400) this.#giveUp(redirect);
    else if (Number(headers['content-length'] ?? 0) > this.#options.maxReplyBytes) this.#giveUp(tooLarge);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxReplyBytes) this.#giveUp(tooLarge);
    else if (this.#chunks) this.#chunks.push(chunk);
    else this.#chunks = [chunk];
  }

  onResponseEnd(): void {
    this.#release();
    if (this.#isOver) return;
    const encoding = this.#headers['content-encoding'];
    const text = readText(
      this.#chunks,
      Array.isArray(encoding) ? encoding[0] : encoding,
      this.#options.maxReplyBytes,
    );
    if (typeof text === 'string') this.#end(replyOf(this.#status, this.#headers, text));
    else void this.#endUnpacked(text);
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#release();
    this.#endInFault(error);
  }

  /** Once, also where a dispatcher of somebody's tells the end twice. */
  #release(): void {
    const dispatcher = this.#dispatcher;
    if (!dispatcher) return;
    this.#dispatcher = undefined;
    this.#connections.release(dispatcher);
  }

  async #endUnpacked(unpacking: Promise<string | undefined>): Promise<void> {
    try {
      const text = await unpacking;
      this.#end(text === undefined ? tooLarge : replyOf(this.#status, this.#headers, text));
    } catch (error) {
      this.#endInFault(error);
    }
  }

  #endInFault(error: unknown): void {
    const { detail } = faultOf(error);
    this.#end({ fault: this.#controller ? 'unknown' : 'not_sent', reason: 'network', detail });
  }

  #abort(): void {
    this.#connections.leave(this);
    this.#giveUp({ fault: this.#controller ? 'unknown' : 'not_sent', reason: 'aborted' });
  }

  /** Ends it, and the connection with it: what the server still sends must not be taken for another's reply. */
  #giveUp(fault: TransportFault): void {
    this.#end(fault);
    this.#controller?.abort(new Error(fault.reason));
  }

  /** The first end counts. */
  #end(result: HttpReply | TransportFault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
    this.#onEnd();
  }
}

const noHeaders: Headers = Object.freeze({});
const redirect: TransportFault = Object.freeze({ fault: 'unknown', reason: 'redirect' });
const tooLarge: TransportFault = Object.freeze({ fault: 'unknown', reason: 'reply_too_large' });
const tooLate: TransportFault = Object.freeze({ fault: 'not_sent', reason: 'too_late' });

function replyOf(status: number, headers: Headers, text: string): HttpReply {
  return { status, headers: joined(headers), text };
}

/** undici's own object in most cases: only a name that came several times has a list of values. */
function joined(headers: Headers): HttpReply['headers'] {
  for (const name in headers) {
    if (typeof headers[name] !== 'string') return joinedLists(headers);
  }
  return headers as HttpReply['headers'];
}

function joinedLists(headers: Headers): HttpReply['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

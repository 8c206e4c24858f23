import { faultOf, type HttpReply, type TransportFault, type TransportOptions } from '@polychat/core';
import type { Dispatcher } from 'undici';
import type { ConnectionSlots } from './connection-slots.ts';
import { readText } from './reply-text.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One request, from the wait for a connection to its reply. undici calls it: `onRequestStart` right before the first
 * byte is written, and that is the border between `not_sent` and `unknown`, whatever error comes later.
 */
export class RequestUnderWay implements Dispatcher.DispatchHandler {
  /** What came of it. Never rejects. */
  readonly result: Promise<HttpReply | TransportFault>;
  readonly #signal: AbortSignal;
  readonly #maxBytes: number;
  readonly #slots: ConnectionSlots;
  readonly #start: () => void;
  readonly #onAbort: () => void;
  readonly #onEnd: () => void;
  #resolve: (result: HttpReply | TransportFault) => void = () => {};
  #isOver = false;
  #isReleased = false;
  /** Of the connection that the request was written to. */
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  /** Hands itself to `dispatch` when there is a slot, and calls `onEnd` once. */
  constructor(
    { signal, maxReplyBytes }: TransportOptions,
    slots: ConnectionSlots,
    dispatch: (handler: RequestUnderWay) => void,
    onEnd: () => void,
  ) {
    this.#onEnd = onEnd;
    this.#signal = signal;
    this.#maxBytes = maxReplyBytes;
    this.#slots = slots;
    this.#start = () => dispatch(this);
    this.#onAbort = () => this.#abort();
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    signal.addEventListener('abort', this.#onAbort, { once: true });
    slots.take(this.#start);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for its connection; or about to be sent a second time.
    if (this.#isOver || this.#controller) controller.abort(new Error('not to be sent'));
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // Such as early hints: the reply comes later.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (status >= 300 && status < 400) this.#giveUp(redirect);
    else if (Number(headers['content-length'] ?? 0) > this.#maxBytes) this.#giveUp(tooLarge);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.#giveUp(tooLarge);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    if (this.#isOver) return;
    const encoding = this.#headers['content-encoding'];
    const text = readText(this.#chunks, Array.isArray(encoding) ? encoding[0] : encoding, this.#maxBytes);
    if (typeof text === 'string') this.#end(replyOf(this.#status, this.#headers, text));
    else void this.#endUnpacked(text);
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#release();
    this.#endInFault(error);
  }

  /** Once, also where a dispatcher of somebody's tells the end twice. */
  #release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#slots.release();
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
    this.#slots.leave(this.#start);
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
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
    this.#onEnd();
  }
}

const redirect: TransportFault = Object.freeze({ fault: 'unknown', reason: 'redirect' });
const tooLarge: TransportFault = Object.freeze({ fault: 'unknown', reason: 'reply_too_large' });

/** Headers are read when somebody asks for them: most adapters look at the body alone. */
function replyOf(status: number, given: Headers, text: string): HttpReply {
  let read: HttpReply['headers'] | undefined;
  return {
    status,
    get headers() {
      read ??= joined(given);
      return read;
    },
    text,
  };
}

function joined(headers: Headers): HttpReply['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

/** What is read of a request of Node's `http`, of Express and of the like. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly method?: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether somebody has read the body already. */
  readonly readableEnded?: boolean;
  /** The body as it came, where somebody has read and kept it: under one of these names. */
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/** What is written of a response of Node's `http`, of Express and of the like. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body?: string): unknown;
}

/**
 * A listener for `http.createServer`, and a handler for Express and whatever else has Node's requests and responses.
 *
 * It reads the body itself, so no body parser may come before it. One that has read the body, and kept neither bytes nor
 * a string as `rawBody` or `body`, makes it answer 500 and print why. So does a function that rejects.
 */
export function toNodeListener(
  handler: (request: Request) => Promise<Response>,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    const body = new Body(request);
    const asRequest = requestOf(request, body.stream);
    if (!asRequest) {
      console.error('polychat: a body parser has read this webhook. Put its route before body parsers.');
      response.statusCode = 500;
      response.end();
      return;
    }
    const { status, headers, text } = await answerOf(handler, asRequest);
    response.statusCode = status;
    headers.forEach((value, name) => void response.setHeader(name, value));
    response.end(text);
    // A connection that broke meanwhile is nobody's trouble.
    await body.drain().catch(() => {});
  };
}

/** A handler of webhooks never rejects; a function around it may, and nobody else is there to answer for it. */
async function answerOf(handler: (request: Request) => Promise<Response>, request: Request) {
  try {
    const response = await handler(request);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    console.error('polychat: the function that answers webhooks failed', error);
    return { status: 500, headers: new Headers(), text: '' };
  }
}

/** Undefined where the body is gone. Of the address only the query matters. */
function requestOf(request: NodeRequest, body: ReadableStream<Uint8Array>): Request | undefined {
  const { method = 'GET', url = '', headers } = request;
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  const address = `http://localhost/${query}`;
  const init = { method, headers: headersOf(headers) };
  if (method !== 'POST') return new Request(address, { headers: init.headers });
  const kept = [request.rawBody, request.body].find(isBytes);
  if (kept !== undefined) return new Request(address, { ...init, body: kept });
  if (request.readableEnded) return undefined;
  // Node wants to be told that the answer may come before the end of the body; the types of the browser do not know it.
  return new Request(address, { ...init, body, duplex: 'half' } as RequestInit);
}

function isBytes(value: unknown): value is string | Uint8Array<ArrayBuffer> {
  return typeof value === 'string' || value instanceof Uint8Array;
}

function headersOf(given: NodeRequest['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    // HTTP/2 has members such as `:path` among them.
    if (value === undefined || name.startsWith(':')) continue;
    headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return headers;
}

/** So much of a body that nobody reads is taken off the connection; one that is longer ends it. */
const mostDrained = 16 * 1_048_576;

/** A body that can be left early: what is left of it must be taken in, or the sender does not see the answer. */
class Body {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #chunks: AsyncIterator<Uint8Array | string>;
  #isBegun = false;

  constructor(body: AsyncIterable<Uint8Array | string>) {
    this.#chunks = body[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      this.#isBegun = true;
      const { done, value } = await this.#chunks.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
    };
    this.stream = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
  }

  /** Node does it by itself where the reading was never begun. */
  async drain(): Promise<void> {
    if (!this.#isBegun) return;
    for (let size = 0; size < mostDrained; ) {
      const { done, value } = await this.#chunks.next();
      if (done) return;
      size += value.length;
    }
    await this.#chunks.return?.();
  }
}

import type { KyInstance } from 'ky';
import type { HttpReply, Transport, TransportFault } from '../ports/transport.ts';
import { watchConnectFaults } from './connect-faults.ts';
import { denoInit } from './deno.ts';
import { faultOf } from './fault-of.ts';
import { watchForMisdirected } from './misdirected.ts';

/** The options of `createKyTransport`. */
export interface KyTransportOptions {
  /** What carries the requests. Default: the runtime's `fetch`. It must pass on everything in the init that it is given. */
  readonly fetch?: typeof fetch;
}

let loading: Promise<KyInstance> | undefined;

/**
 * ky, which comes with the first request of the process: it and the runtime's fetch take longer to load than all else
 * here. ky's own repeats, time limit and status errors are off: the engine does all that, since it knows which repeat
 * is safe.
 */
function loadKy(): Promise<KyInstance> {
  loading ??= import('ky').then(
    ({ default: ky }) => ky.create({ retry: 0, timeout: false, throwHttpErrors: false }),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** The default transport, on ky. */
export function createKyTransport(options: KyTransportOptions = {}): Transport {
  let client: KyInstance | undefined;
  const prepare = async () => {
    try {
      client = await loadKy();
    } catch {
      // The request says so, and the next one tries again.
    }
  };
  return {
    prepare: () => (client ? undefined : prepare()),
    async send({ method, url, headers, body }, { signal, maxReplyBytes }) {
      if (!client) await prepare();
      if (!client) return { fault: 'not_sent', reason: 'network' };
      if (signal.aborted) return { fault: 'not_sent', reason: 'aborted' };
      const controller = new AbortController();
      const abort = () => controller.abort(signal.reason);
      signal.addEventListener('abort', abort);
      watchConnectFaults();
      let isMisdirected = false;
      const endWatch = watchForMisdirected(url, () => {
        isMisdirected = true;
        controller.abort();
      });
      const init = {
        method,
        headers: { ...headers },
        body,
        redirect: 'manual',
        signal: controller.signal,
      } as const;
      const runtimeInit = { ...init, ...denoInit() };
      // The runtime's fetch gets address and init: around ky's own request it would build a second one, and ky would
      // join every signal with one of its own. So ky gets neither body nor headers nor signal.
      const run = options.fetch ?? globalThis.fetch;
      try {
        return await readResponse(await client(url, { fetch: () => run(url, runtimeInit) }), maxReplyBytes);
      } catch (error) {
        if (isMisdirected) return { status: 421, headers: {}, text: '' };
        return signal.aborted ? { fault: 'unknown', reason: 'aborted' } : faultOf(error);
      } finally {
        endWatch();
        signal.removeEventListener('abort', abort);
      }
    },
  };
}

async function readResponse(response: Response, maxReplyBytes: number): Promise<HttpReply | TransportFault> {
  if (isRedirect(response)) {
    await response.body?.cancel();
    return { fault: 'unknown', reason: 'redirect' };
  }
  const text = await readText(response, maxReplyBytes);
  return text === undefined ? { fault: 'unknown', reason: 'reply_too_large' } : replyOf(response, text);
}

/** Headers are read when somebody asks for them: most adapters look at the body alone. */
function replyOf({ status, headers }: Response, text: string): HttpReply {
  let read: HttpReply['headers'] | undefined;
  return {
    status,
    get headers() {
      read ??= Object.fromEntries(headers);
      return read;
    },
    text,
  };
}

/** Browsers hide a redirect behind an opaque response. */
function isRedirect(response: Response): boolean {
  return response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
}

/** The body as text; undefined where it has more bytes than allowed, and then the rest of it is not read. */
async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  const { body, headers } = response;
  if (!body) return '';
  // A length that is announced bounds the body, unless that is compressed. Reading it in one go costs the least.
  const length = headers.get('content-length');
  if (length !== null && !headers.has('content-encoding') && Number(length) <= maxBytes)
    return response.text();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

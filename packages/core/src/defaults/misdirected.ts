import { listenToUndici } from './undici-channels.ts';

interface HeadersMessage {
  readonly request?: { readonly origin?: unknown; readonly path?: unknown };
  readonly response?: { readonly statusCode?: unknown };
}

/** What stops a request whose reply has begun with status 421, by its address. */
const inFlight = new Map<string, () => void>();

/**
 * Watches one request for a reply with status 421 (Misdirected Request), to which Node's `fetch` posts the request a
 * second time by itself, unseen by whoever called it. `stop` is called before it does so, and ends the request.
 * The address must be this request's alone, which a signature makes it. Returns what ends the watch.
 *
 * On other runtimes nothing is watched: Bun, Deno and workerd do not repeat.
 */
export function watchForMisdirected(url: string, stop: () => void): () => void {
  listenToUndici('undici:request:headers', onHeaders);
  inFlight.set(url, stop);
  return () => inFlight.delete(url);
}

function onHeaders(message: unknown): void {
  const { request, response } = message as HeadersMessage;
  if (response?.statusCode === 421) inFlight.get(`${request?.origin}${request?.path}`)?.();
}

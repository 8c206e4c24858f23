/** The part of `node:diagnostics_channel` that is used here. */
interface DiagnosticsChannel {
  subscribe(name: string, listener: (message: unknown) => void): void;
}

interface HeadersMessage {
  readonly request?: { readonly origin?: unknown; readonly path?: unknown };
  readonly response?: { readonly statusCode?: unknown };
}

/** What stops a request whose reply has begun with status 421, by its address. */
const inFlight = new Map<string, () => void>();
let isSubscribed = false;

/**
 * Watches one request for a reply with status 421 (Misdirected Request), to which Node's `fetch` posts the request a
 * second time by itself, unseen by whoever called it. `stop` is called before it does so, and ends the request.
 * The address must be this request's alone, which a signature makes it. Returns what ends the watch.
 *
 * On other runtimes nothing is watched: Bun, Deno and workerd do not repeat.
 */
export function watchForMisdirected(url: string, stop: () => void): () => void {
  subscribe();
  inFlight.set(url, stop);
  return () => inFlight.delete(url);
}

function subscribe(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const channels = process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined;
  channels?.subscribe?.('undici:request:headers', (message) => {
    const { request, response } = message as HeadersMessage;
    if (response?.statusCode === 421) inFlight.get(`${request?.origin}${request?.path}`)?.();
  });
}

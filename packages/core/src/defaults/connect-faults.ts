import { listenToUndici } from './undici-channels.ts';

/** The errors with which connections could not be opened. */
const seen = new WeakSet<object>();

/**
 * Notes from now on which errors of Node's `fetch` are of a connection that could not be opened: no byte of a request
 * goes before the handshake of TLS has ended. Their codes do not say so: most of them come later, too.
 */
export function watchConnectFaults(): void {
  listenToUndici('undici:client:connectError', onConnectError);
}

function onConnectError(message: unknown): void {
  const { error } = message as { readonly error?: unknown };
  if (typeof error === 'object' && error !== null) seen.add(error);
}

/** Whether a connection could not be opened because of this very error. */
export function isConnectFault(error: object): boolean {
  return seen.has(error);
}

/** The part of `node:diagnostics_channel` that is used here. */
interface DiagnosticsChannel {
  subscribe(name: string, listener: (message: unknown) => void): void;
}

const subscribed = new Set<string>();

/**
 * Listens to one of the channels on which undici, and so Node's `fetch`, tells what it does; once for each channel. On
 * other runtimes nobody tells anything.
 */
export function listenToUndici(name: `undici:${string}`, listener: (message: unknown) => void): void {
  if (subscribed.has(name)) return;
  subscribed.add(name);
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const channels = process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined;
  channels?.subscribe?.(name, listener);
}

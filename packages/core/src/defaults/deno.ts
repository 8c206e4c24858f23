/** The part of Deno's global that is used here. */
interface Deno {
  createHttpClient?(options: { poolMaxIdlePerHost: number; http2: boolean }): object;
}

let client: object | undefined;

/**
 * What Deno's `fetch` is given beside the usual: a client that opens a connection for each request. On one that was
 * kept open, Deno posts a request a second time by itself when the connection breaks under it, also where the server
 * had read it; and if nobody listens then, says only that the connection was refused. Nothing on other runtimes.
 */
export function denoInit(): { readonly client?: object } {
  client ??= createClient();
  return client ? { client } : {};
}

function createClient(): object | undefined {
  try {
    const { Deno } = globalThis as { Deno?: Deno };
    return Deno?.createHttpClient?.({ poolMaxIdlePerHost: 0, http2: false });
  } catch {
    return undefined;
  }
}

/** How Deno says that there was no connection to write to. An address has no blanks, so it cannot say this. */
const connectFault = /^error sending request for url \(\S*\): client error \(Connect\)(?::|$)/;

/**
 * Whether Deno says that the request was not sent: it has no codes, only words. With connections that are kept open
 * the same words mean nothing.
 */
export function isDenoConnectFault(message: unknown): boolean {
  return client !== undefined && connectFault.test(String(message));
}

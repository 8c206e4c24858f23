import type { TransportFault } from '../ports/transport.ts';
import { isConnectFault } from './connect-faults.ts';
import { isDenoConnectFault } from './deno.ts';

/** Faults that come before the first byte of a request: no name, no connection, no trust in the certificate. */
const systemCallsBeforeRequest: readonly unknown[] = ['connect', 'getaddrinfo'];
/**
 * Codes that say so alone. Node's have the system call beside them, and a connection that was open once may break with
 * most codes; but only one that was never open is refused. Bun gives no system call, older ones names of their own.
 */
const codesBeforeRequest =
  /^(ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

/** What Node's `fetch` says, in words alone, of a port that no browser may call. */
const blockedPort = 'bad port';

interface SystemError {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * What an error of the runtime's `fetch` says of the request: Node's, Bun's and Deno's; for transports. workerd says the
 * same of a refused connection as of one that broke after the request, so there nobody knows. Of the error only a code is
 * kept: it holds the signed URL.
 */
export function faultOf(error: unknown): TransportFault {
  const chain = causes(error);
  const detail = chain
    // `ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE` is one.
    .map(({ code, message }) => (message === blockedPort ? 'BAD_PORT' : String(code).replaceAll('/', '_')))
    .find((code) => /^[A-Z][A-Z0-9_]{1,60}$/.test(code));
  return { fault: chain.some(isBeforeRequest) ? 'not_sent' : 'unknown', reason: 'network', detail };
}

function causes(error: unknown): SystemError[] {
  const chain: SystemError[] = [];
  for (let next = error; typeof next === 'object' && next !== null && chain.length < 8; ) {
    chain.push(next);
    next = (next as SystemError).cause;
  }
  return chain;
}

function isBeforeRequest(error: SystemError): boolean {
  if (isConnectFault(error)) return true;
  const { code, syscall, errors, message } = error;
  // Several addresses were tried: certain only if none of them was reached.
  if (errors && errors.length > 0) return errors.every((error) => causes(error).some(isBeforeRequest));
  return (
    systemCallsBeforeRequest.includes(syscall) ||
    codesBeforeRequest.test(String(code)) ||
    message === blockedPort ||
    isDenoConnectFault(message)
  );
}

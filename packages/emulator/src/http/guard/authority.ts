import { isIPv4 } from 'node:net';

/** A host and, where one was written, a port: what stands in `Host`, in an origin and in `allowedHosts`. */
export interface Authority {
  /** Lower case, without a dot at its end; an IPv6 address in its brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

/** A name or an IPv4 address, or an IPv6 address in brackets; then perhaps a port. Nothing else fits. */
const form = /^(?:(\[[0-9a-f:.]+\])|([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?)(?::(\d{1,5}))?$/;

/** @returns nothing for what is not written as one host, such as one with a user name or a path */
export function parseAuthority(text: string): Authority | undefined {
  const found = form.exec(text.toLowerCase());
  if (found === null) return undefined;
  const [, address, name, digits] = found;
  const port = digits === undefined ? undefined : Number(digits);
  const host = address ?? name;
  return host === undefined || (port !== undefined && port > 65_535) ? undefined : { host, port };
}

/** True for hosts that no name server can send elsewhere, so that no site can own them (RFC 6761, 6.3). */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    (host.startsWith('127.') && isIPv4(host))
  );
}

import type { IncomingMessage } from 'node:http';
import { type Authority, isLoopback, parseAuthority } from './authority.ts';

/** What of a request shows who asks. */
type GuardedRequest = Pick<IncomingMessage, 'method' | 'url' | 'headersDistinct'>;

/** Says in a sentence why a request is refused; nothing when it may pass. */
export type RequestGuard = (request: GuardedRequest) => string | undefined;

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/**
 * Tells the clients of this machine from web pages. Any site that a person visits can send requests to loopback:
 * straight, or over a name of its own that it lets point to 127.0.0.1 (DNS rebinding). The first shows in `Origin`
 * or `Sec-Fetch-Site`, the second in `Host`. Server clients send neither `Origin` nor `Sec-Fetch-Site`.
 *
 * @param allowedHosts names by which the emulator is reached besides loopback, each with or without a port
 */
export function createRequestGuard(allowedHosts: readonly string[]): RequestGuard {
  const allowed = allowedHosts.flatMap((text) => parseAuthority(text) ?? []);

  return (request) => {
    // An absolute target names a host of its own, which goes before `Host`; clients send it to proxies only.
    if (!request.url?.startsWith('/')) {
      return 'the request target is not a path. Only proxies are asked for whole addresses.';
    }
    const { host: hosts = [], origin: origins = [] } = request.headersDistinct;
    const host = onlyOne(hosts);
    if (host === undefined) return `${countOf('Host', hosts)}. It must name a loopback address. ${advice}`;
    const authority = parseAuthority(host);
    if (authority === undefined || !isAllowedHost(authority, allowed)) {
      return `the Host header says ${quote(host)}, which is not a loopback address. ${advice}`;
    }
    if (origins.length > 0 && !isOwnOrigin(onlyOne(origins), authority, allowed)) {
      return `the Origin header says ${quote(origins.join(', '))}: a page of another site asks, and only the emulator's own page may. ${advice}`;
    }
    return checkSite(request);
  };
}

const advice =
  'If the emulator is reached by this name, list it in the option allowedHosts (--allowed-hosts on the command line).';

/** Browsers say where a request comes from to addresses that they trust, and these are loopback and https. */
function checkSite(request: GuardedRequest): string | undefined {
  const { 'sec-fetch-site': sites = [] } = request.headersDistinct;
  if (sites.length === 0) return undefined;
  const site = onlyOne(sites);
  // `none` is a person who typed the address or took a bookmark.
  if (site === 'same-origin' || site === 'none') return undefined;
  if (isVisit(request)) return undefined;
  return `the Sec-Fetch-Site header says ${quote(sites.join(', '))}: a page of another site asks, and only the emulator's own page may. The option allowedHosts does not change that.`;
}

/** A person who follows a link to the page, in a tab of its own. The page is the same for everybody, and nothing is recorded. */
function isVisit({ method, url, headersDistinct }: GuardedRequest): boolean {
  return (
    method === 'GET' &&
    url === '/' &&
    onlyOne(headersDistinct['sec-fetch-mode']) === 'navigate' &&
    onlyOne(headersDistinct['sec-fetch-dest']) === 'document'
  );
}

function isAllowedHost({ host, port }: Authority, allowed: readonly Authority[]): boolean {
  if (isLoopback(host)) return true;
  return allowed.some((entry) => entry.host === host && (entry.port === undefined || entry.port === port));
}

/** Its own: the one that the request was sent to. An allowed host's: where a proxy puts another `Host` in place. */
function isOwnOrigin(
  origin: string | undefined,
  authority: Authority,
  allowed: readonly Authority[],
): boolean {
  const [, scheme = '', text = ''] = /^(https?):\/\/(.+)$/i.exec(origin ?? '') ?? [];
  const asking = parseAuthority(text);
  if (asking === undefined) return false;
  const portOf = ({ port }: Authority) => port ?? defaultPorts[scheme.toLowerCase()];
  return [authority, ...allowed].some((own) => own.host === asking.host && portOf(own) === portOf(asking));
}

function onlyOne(values: readonly string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined;
}

function countOf(name: string, values: readonly string[]): string {
  return values.length === 0
    ? `the ${name} header is missing`
    : `the ${name} header comes ${values.length} times`;
}

/** What somebody sent, short enough for a sentence. */
function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}

/** The address if a person may be sent there: http and https, and nothing that runs. */
export function safeLink(url: string): string | undefined {
  const parsed = parse(url);
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:' ? parsed.href : undefined;
}

/** The address if the page may load it by itself: from this machine, or out of the address itself. */
export function loadable(url: string): string | undefined {
  const parsed = parse(url);
  if (parsed === undefined) return undefined;
  if (parsed.protocol === 'data:') return url;
  const isLoopback = parsed.hostname === '127.0.0.1' || parsed.hostname === 'localhost';
  return parsed.protocol === 'http:' && isLoopback ? parsed.href : undefined;
}

/** Host and file name, for a placeholder. */
export function shortLink(url: string): string {
  const parsed = parse(url);
  if (parsed === undefined || parsed.host === '') return url.slice(0, 60);
  const [first = '', ...others] = parsed.pathname.slice(1).split('/');
  const last = others.at(-1);
  if (last === undefined) return first === '' ? parsed.host : `${parsed.host}/${first}`;
  return `${parsed.host}/…/${last}`;
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

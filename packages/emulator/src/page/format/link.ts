/** The address if a person may be sent there: http and https, and nothing that runs. */
export function safeLink(url: string): string | undefined {
  const parsed = parse(url);
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:' ? parsed.href : undefined;
}

/** A picture, a sound or a video that a message names. */
export type MediaSource =
  /** Lies in the address itself, so that showing it calls nobody. */
  | { readonly kind: 'inline'; readonly url: string }
  /** Lies on a server, which learns of it when it is loaded. */
  | { readonly kind: 'remote'; readonly url: string; readonly host: string };

/**
 * What a media address leads to; nothing where it cannot be loaded.
 *
 * @param ownOrigin the page's own: the emulator serves no media, and loading from it would call its vendors
 */
export function mediaSource(url: string, ownOrigin: string): MediaSource | undefined {
  const parsed = parse(url);
  if (parsed?.protocol === 'data:') return { kind: 'inline', url };
  const href = safeLink(url);
  if (parsed === undefined || href === undefined || parsed.origin === ownOrigin) return undefined;
  return { kind: 'remote', url: href, host: parsed.host };
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

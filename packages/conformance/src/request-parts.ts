import type { HttpRequest } from '@polychat/core';

/** A request in parts that can be compared: its address, its headers, and its body by the type that it says it has. */
export function requestParts({ method, url, headers, body }: HttpRequest): unknown {
  const { origin, pathname, searchParams } = new URL(url);
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method,
    origin,
    path: pathname.split('/'),
    query: Object.fromEntries(searchParams),
    headers: lowerCase,
    body: bodyParts(lowerCase['content-type'] ?? '', body),
  };
}

function bodyParts(contentType: string, body: string | undefined): unknown {
  if (body === undefined) return undefined;
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  if (!/^application\/(.+\+)?json\b/.test(contentType)) return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

import type { RequestRecord } from '../../http/request-record.ts';

/** What curl sets by itself. */
const ownHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
]);

/**
 * A request as a command line for a POSIX shell.
 *
 * @param baseUrl the vendor's address at the emulator, without a slash at its end
 */
export function curlCommand(
  { method, url, headers, body }: Pick<RequestRecord, 'method' | 'url' | 'headers' | 'body'>,
  baseUrl: string,
): string {
  const lines = [`curl -X ${method} ${quoted(`${baseUrl}${url}`)}`];
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !ownHeaders.has(name)) lines.push(`-H ${quoted(`${name}: ${String(value)}`)}`);
  }
  if (body !== '') lines.push(`--data-raw ${quoted(body)}`);
  return lines.join(' \\\n  ');
}

/** In single quotes a shell reads nothing; one of them is written outside. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

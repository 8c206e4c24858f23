import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { rareWords } from './samples.ts';
import type { Trial } from './trial.ts';

/** Everything that a log line, a debugger or a report could show of a value. */
function shown(value: unknown): string {
  const looked = inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
  return `${looked}\n${JSON.stringify(value) ?? ''}\n${String(value)}\n${value instanceof Error ? value.stack : ''}`;
}

const headersWithoutSecret = ['content-type', 'accept', 'user-agent'];
/** Shorter than any signature or token, longer than a word. */
const shortestSecret = 16;

/** The pieces of a header or a query that stand by themselves: a token stands behind the name of its kind. */
function piecesOf(value: string): readonly string[] {
  return [value, ...value.split(/[\s,;"'=&:]+/)];
}

/** What stands in the requests that were made and names nobody and no message: signatures, tokens, signed URLs. */
function signaturesOf(trial: Trial): readonly string[] {
  const { app, host } = trial.adapter;
  const values = trial.transport.exchanges.flatMap(({ request: { url, headers } }) => [
    url,
    ...[...new URL(url).searchParams.values()].flatMap(piecesOf),
    ...Object.entries(headers)
      .filter(([name]) => !headersWithoutSecret.includes(name.toLowerCase()))
      .flatMap(([, value]) => piecesOf(value)),
  ]);
  return values.filter(
    (value) =>
      // A long value without a digit is a name, such as that of a command.
      value.length >= shortestSecret &&
      /\d/.test(value) &&
      ![app, host].includes(value) &&
      !trial.isGivenId(value) &&
      ![...trial.identities].some((identity) => identity.includes(value)),
  );
}

/** A secret as it may be written: as it is, in a URL, in JSON, in Base64 and in hexadecimal. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...(['base64', 'base64url', 'hex'] as const).map((encoding) =>
      bytes.toString(encoding).replace(/=+$/, ''),
    ),
  ];
}

/** Fails where somebody who looks at a value sees a secret, a signature, a token, or one of some texts. */
export function assertHidden(
  trial: Trial,
  value: unknown,
  what: string,
  texts: readonly string[] = rareWords,
): void {
  const look = shown(value);
  const plain = look.toLowerCase();
  for (const secret of [...trial.secrets, ...trial.tokens, ...signaturesOf(trial)]) {
    const isShown = formsOf(secret).some((form) => look.includes(form));
    assert.ok(!isShown, `${what} shows a secret, a signature or a signed URL`);
  }
  for (const text of texts)
    assert.ok(!plain.includes(text.toLowerCase()), `${what} shows what the message says`);
}

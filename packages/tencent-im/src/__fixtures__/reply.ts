import { readFileSync } from 'node:fs';
import type { HttpReply } from '@polychat/core/adapter';

/** A reply of the vendor's, from a file beside this one. */
export function fixture(name: string): HttpReply {
  return { status: 200, text: readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8') };
}

export function reply(body: unknown, status = 200): HttpReply {
  return { status, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

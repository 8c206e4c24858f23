import { digestHex } from '../source/digest.ts';
import { parrotSecret } from './parrot.ts';

export interface Signing {
  readonly secret?: string;
  readonly time?: number;
  readonly nonce?: string;
}

let nonces = 0;

/** The body of a request, signed at a moment of the wall clock. Each has a nonce of its own, unless it is given one. */
export async function parrotBody(members: object, now: number, signing: Signing = {}): Promise<string> {
  nonces += 1;
  const { secret = parrotSecret, time = now, nonce = `n${nonces}` } = signing;
  const sign = await digestHex('SHA-256', `${secret}${time}${nonce}`);
  return JSON.stringify({ app: 'cage', time, nonce, sign, ...members });
}

/** A request with this body. */
export function postOf(body: BodyInit | null, headers: Record<string, string> = {}, query = ''): Request {
  const init = { method: 'POST', headers, body, duplex: 'half' };
  return new Request(`https://app.example/hooks${query}`, init as RequestInit);
}

/** Messages as they are in a request. */
export const said = (id: string, text = 'hello') => ({
  event: 'said',
  id,
  from: 'alice',
  to: 'bob',
  text,
  at: 1_750_000_000_000,
});
export const before = (id: string, text = 'hello') => ({ ...said(id, text), event: 'before' });

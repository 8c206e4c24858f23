import { createHash, randomBytes } from 'node:crypto';
import type { Emulator } from '../../emulator.ts';

/** A reply of ZIM, parsed as careless clients do; `text` has every digit. */
export interface ZimReply {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** The query parameters of a call, signed; `changes` replaces single ones, `undefined` leaves one out. */
export function signedQuery(
  emulator: Emulator,
  action: string,
  changes: Record<string, string | undefined> = {},
): string {
  const { appId, serverSecret } = emulator.zim;
  const nonce = changes.SignatureNonce ?? randomBytes(8).toString('hex');
  const timestamp = changes.Timestamp ?? String(Math.floor(emulator.now() / 1000));
  const signature = createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`).digest('hex');
  const parameters: Record<string, string | undefined> = {
    Action: action,
    AppId: String(appId),
    SignatureNonce: nonce,
    Timestamp: timestamp,
    SignatureVersion: '2.0',
    Signature: signature,
    ...changes,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.append(name, value);
  return query.toString();
}

/** Calls an action with a JSON body over a real socket. */
export async function callZim(emulator: Emulator, action: string, body: unknown): Promise<ZimReply> {
  const response = await fetch(`${emulator.zim.baseUrl}/?${signedQuery(emulator, action)}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return readReply(response);
}

/** Calls a GET action. */
export async function getZim(
  emulator: Emulator,
  action: string,
  parameters: readonly (readonly [string, string])[],
): Promise<ZimReply> {
  const query = new URLSearchParams(parameters.map(([name, value]) => [name, value]));
  return readReply(await fetch(`${emulator.zim.baseUrl}/?${signedQuery(emulator, action)}&${query}`));
}

async function readReply(response: Response): Promise<ZimReply> {
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) };
}

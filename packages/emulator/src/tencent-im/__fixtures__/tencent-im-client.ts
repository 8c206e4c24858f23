import type { Emulator } from '../../emulator.ts';
import { makeUserSig, type UserSigParts } from './user-sig.ts';

/** A UserSig of the emulator's administrator, valid now; `changes` bends single pieces of it. */
export function userSigFor(emulator: Emulator, changes: Partial<UserSigParts> = {}): string {
  return makeUserSig({
    sdkAppId: emulator.tencentIm.sdkAppId,
    secretKey: emulator.tencentIm.secretKey,
    identifier: 'administrator',
    issuedAt: Math.floor(emulator.now() / 1000),
    expiresInSeconds: 86_400,
    ...changes,
  });
}

/** The query parameters of a call; `changes` replaces single ones, `undefined` leaves one out. */
export function signedQuery(
  emulator: Emulator,
  changes: Readonly<Record<string, string | undefined>> = {},
): URLSearchParams {
  const parameters: Record<string, string | undefined> = {
    sdkappid: String(emulator.tencentIm.sdkAppId),
    identifier: 'administrator',
    usersig: 'usersig' in changes ? '' : userSigFor(emulator),
    random: '99999999',
    contenttype: 'json',
    ...changes,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.append(name, value);
  return query;
}

/** A reply, of which every test knows what it expects. */
export type Reply = Record<string, unknown>;

/** Calls a command, such as `openim/sendmsg`, over a real socket. A string is sent as it stands. */
export async function call(emulator: Emulator, command: string, body: unknown): Promise<Reply> {
  return callWith(emulator, command, body, signedQuery(emulator));
}

/** The same with a query of the test's own making. */
export async function callWith(
  emulator: Emulator,
  command: string,
  body: unknown,
  query: URLSearchParams,
): Promise<Reply> {
  const response = await fetch(`${emulator.tencentIm.baseUrl}/v4/${command}?${query}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** A body of one text. */
export function textBody(text = 'hello'): { MsgType: string; MsgContent: { Text: string } }[] {
  return [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }];
}

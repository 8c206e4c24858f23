import { ChatError } from '@polychat/core';
import type { LoginMaker } from './vendors.ts';

/** Who is behind a request, by your own session; undefined where nobody is signed in. */
export type SessionReader = (request: Request) => Promise<string | undefined> | string | undefined;

/** `POST /chat-token`: a login for whoever is signed in. */
export function tokenEndpoint(
  userOf: SessionReader,
  makeLogin: LoginMaker,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') return answer(405, { error: 'POST only' });
    // Never from the request's body or query: whoever asks would choose whom to be.
    const userId = await userOf(request);
    if (userId === undefined) return answer(401, { error: 'sign in first' });
    try {
      return answer(200, { ...(await makeLogin(userId)) });
    } catch (error) {
      // An id that the vendor cannot have, or a secret that could not be read.
      if (!ChatError.is(error)) throw error;
      console.error('no token was made:', error.message);
      return answer(error.transient ? 503 : 500, { error: 'no token could be made' });
    }
  };
}

function answer(status: number, body: Readonly<Record<string, unknown>>): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

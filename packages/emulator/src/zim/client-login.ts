import type { ClientLogin, ClientLoginResult } from '../vendor-service.ts';
import type { ZimApp } from './app.ts';
import { openToken04 } from './token04.ts';

/** Codes of the client SDK, not of the server API (article 14511): the token is not valid, and it has ended. */
const clientCodes = { tokenInvalid: 6000103, tokenExpired: 6000106 } as const;

const longestSeconds = 24 * 24 * 60 * 60;

/** Logs a user's device in with a Token04. Whoever logs in exists from then on. */
export function clientLogin(app: ZimApp, { userId, token }: ClientLogin): ClientLoginResult {
  const claims = openToken04(token, app.options.serverSecret);
  if (claims === undefined || claims.appId !== app.options.appId || claims.userId !== userId) {
    return { code: clientCodes.tokenInvalid };
  }
  const { issuedAt, expiresAt } = claims;
  if (expiresAt < Math.floor(app.clock.now() / 1000)) return { code: clientCodes.tokenExpired };
  // The documents allow 24 days; that a longer one is not valid is inferred [?].
  if (expiresAt - issuedAt > longestSeconds) return { code: clientCodes.tokenInvalid };
  return { code: 0, expiresAt: expiresAt * 1000 };
}

import type { ClientLogin, ClientLoginResult } from '../vendor-service.ts';
import type { ZimApp } from './app.ts';
import { zimClientCodes } from './client-codes.ts';
import { openToken04 } from './token04.ts';

const longestSeconds = 24 * 24 * 60 * 60;

/** Logs a user's device in with a Token04. Whoever logs in exists from then on. */
export function clientLogin(app: ZimApp, { userId, token }: ClientLogin): ClientLoginResult {
  const claims = openToken04(token, app.options.serverSecret);
  if (claims === undefined) return { code: zimClientCodes.tokenInvalid };
  const { appId, issuedAt, expiresAt } = claims;
  const says = { userId: claims.userId, appId, issuedAt: issuedAt * 1000, expiresAt: expiresAt * 1000 };
  const refuse = (code: number): ClientLoginResult => ({ code, says });
  if (appId !== app.options.appId || claims.userId !== userId) return refuse(zimClientCodes.tokenInvalid);
  if (expiresAt < Math.floor(app.clock.now() / 1000)) return refuse(zimClientCodes.tokenExpired);
  // The documents allow 24 days; that a longer one is not valid is inferred [?].
  if (expiresAt - issuedAt > longestSeconds) return refuse(zimClientCodes.tokenInvalid);
  return { code: 0, expiresAt: says.expiresAt, says };
}

import type { ClientLogin, ClientLoginResult } from '../vendor-service.ts';
import type { App } from './app.ts';
import { createUserSigVerifier } from './sign.ts';

/** Logs a user's device in with a UserSig, which is checked as one of the REST API is. */
export function clientLogin(app: App, { userId, token }: ClientLogin): ClientLoginResult {
  const { options, clock } = app;
  const verify = createUserSigVerifier({
    sdkAppId: options.sdkAppId,
    secretKey: options.withoutKey ? null : options.secretKey,
    refuseFuture: options.readings.refuseFutureUserSig,
    now: () => clock.now(),
  });
  const check = verify(token, { sdkAppId: options.sdkAppId, identifier: userId });
  if (!check.valid) return { code: check.code };
  const { issuedAt, expiresInSeconds } = check.claims;
  return { code: 0, expiresAt: (issuedAt + expiresInSeconds) * 1000 };
}

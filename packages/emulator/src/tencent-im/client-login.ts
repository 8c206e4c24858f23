import type { ClientLogin, ClientLoginResult, ClientTokenClaims } from '../vendor-service.ts';
import type { App } from './app.ts';
import { createUserSigVerifier, type UserSigClaims } from './sign.ts';

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
  const says = check.claims && saysOf(check.claims);
  if (!check.valid) return { code: check.code, ...(says && { says }) };
  return { code: 0, ...(says && { expiresAt: says.expiresAt, says }) };
}

function saysOf({ identifier, sdkAppId, issuedAt, expiresInSeconds }: UserSigClaims): ClientTokenClaims {
  return {
    userId: identifier,
    appId: sdkAppId,
    issuedAt: issuedAt * 1000,
    expiresAt: (issuedAt + expiresInSeconds) * 1000,
  };
}

import type { Command, Payload } from '../dialect/command.ts';
import { createDispatch } from '../dialect/dispatch.ts';
import type { Body } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes, textOf } from './codes.ts';
import { knownCommands } from './known-commands.ts';
import { Lockout } from './lockout.ts';
import { RateAlerts } from './rate-alerts.ts';
import { createUserSigVerifier, type UserSigCheck } from './sign.ts';

/** The envelope of a failure. It is flat, and comes with HTTP 200 (1047/34620). */
export function failure(code: number, info: string = textOf(code)): JsonObject {
  return { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: info };
}

/** What stands before all commands. */
export interface Gateway {
  handle(request: VendorRequest): Payload;
  /** Forgets failed UserSig checks, and of what the app was told. */
  reset(): void;
}

/** The gateway (1047/34620 = 269/1519): path, query, UserSig, administrator. */
export function createGateway(app: App, commands: readonly Command[]): Gateway {
  const { options, clock, windows } = app;
  const { readings } = options;
  const administrators = new Set(options.admins);
  const verify = createUserSigVerifier({
    sdkAppId: options.sdkAppId,
    secretKey: options.withoutKey ? null : options.secretKey,
    refuseFuture: readings.refuseFutureUserSig,
    now: () => clock.now(),
  });
  const alerts = new RateAlerts(app);
  const lockout = new Lockout(options.limits.userSigFailures);

  function authenticate(request: VendorRequest): string {
    const query = readQuery(request.query, readings);
    if (lockout.isLocked(query.identifier, request.at)) throw new Refusal(tencentImCodes.userSigLockout);
    if (query.userSig === '' && readings.emptyUserSigCode === tencentImCodes.queryInvalid) {
      throw new Refusal(tencentImCodes.queryInvalid);
    }
    const check = verify(query.userSig, query);
    request.authentication = noteOf(check);
    if (!check.valid) {
      lockout.failed(query.identifier, request.at);
      throw new Refusal(check.code);
    }
    if (!administrators.has(query.identifier)) throw new Refusal(tencentImCodes.notAnAdministrator);
    return query.identifier;
  }

  const handle = createDispatch({
    commands,
    known: knownCommands,
    codes: {
      commandMissing: tencentImCodes.commandUnknown,
      commandUnknown: tencentImCodes.commandUnknown,
      // No code is documented for another method than POST; 60002 is the one that speaks of the HTTP request [?].
      wrongMethod: tencentImCodes.urlUnreadable,
    },
    windows,
    anyMethod: false,
    refusesUnknownFields: readings.unknownFields === 'refuse',
    nameOf: (request) => request.path.slice(1),
    authenticate,
    bodyOf: ({ json }, command) => {
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Body;
      throw new Refusal(
        readings.unparsableBody === 'gateway' ? tencentImCodes.bodyNotJson : command.bodyCode,
      );
    },
    tooFast: ({ name }, { units }, { at }) => alerts.refused(name, units, at),
    succeeded: (payload) => ({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...payload }),
    refused: (code, text) => failure(code, text || undefined),
  });
  return {
    handle,
    reset: () => {
      lockout.clear();
      alerts.clear();
    },
  };
}

interface Query {
  readonly sdkAppId: number;
  readonly identifier: string;
  readonly userSig: string;
}

/** Names and values are case-sensitive; order does not matter; other parameters are let be. */
function readQuery(query: URLSearchParams, readings: App['options']['readings']): Query {
  const sdkAppId = query.get('sdkappid');
  if (sdkAppId === null || sdkAppId === '') throw new Refusal(tencentImCodes.sdkAppIdMissing);
  const identifier = query.get('identifier') ?? '';
  const userSig = query.get('usersig');
  if (!/^[1-9]\d{0,9}$/.test(sdkAppId) || identifier === '' || userSig === null) {
    throw new Refusal(tencentImCodes.queryInvalid);
  }
  if (query.get('contenttype') !== 'json') throw new Refusal(tencentImCodes.queryInvalid);
  if (!isGoodRandom(query.get('random'), readings.random)) {
    throw new Refusal(tencentImCodes.queryInvalid, 'random is not valid');
  }
  return { sdkAppId: Number(sdkAppId), identifier, userSig };
}

function isGoodRandom(random: string | null, reading: App['options']['readings']['random']): boolean {
  if (reading === 'unchecked') return true;
  if (random === null) return reading === 'optional';
  return /^\d{1,10}$/.test(random) && Number(random) <= 0xffff_ffff;
}

function noteOf(check: UserSigCheck): JsonObject {
  return { valid: check.valid, ...(check.valid ? {} : { code: check.code }), ...check.claims };
}

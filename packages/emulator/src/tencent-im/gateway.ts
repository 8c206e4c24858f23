import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { type TencentImCode, tencentImCodes, textOf } from './codes.ts';
import type { Call, Command } from './command.ts';
import { type Body, refuseUnknown } from './fields.ts';
import { Lockout } from './lockout.ts';
import { createUserSigVerifier, type UserSigCheck } from './sign.ts';

/** The envelope of a failure. It is flat, and comes with HTTP 200 (1047/34620). */
export function failure(code: number, info: string = textOf(code)): JsonObject {
  return { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: info };
}

/** What stands before all commands. */
export interface Gateway {
  /** The paths of the commands, without the first slash. */
  readonly endpoints: readonly string[];
  handle(request: VendorRequest): JsonObject | Promise<JsonObject>;
  /** Forgets failed UserSig checks. */
  reset(): void;
}

/**
 * The gateway (1047/34620 = 269/1519): path, query, UserSig, administrator, rate, body, in that order. The
 * vendor does not document the order [?]; this is the one the reference suggests.
 */
export function createGateway(app: App, commands: readonly Command[]): Gateway {
  const { options, clock, windows } = app;
  const { readings } = options;
  const byPath = new Map(commands.map((command) => [`/${command.path}`, command]));
  const administrators = new Set(options.admins);
  const verify = createUserSigVerifier({
    sdkAppId: options.sdkAppId,
    secretKey: options.withoutKey ? null : options.secretKey,
    refuseFuture: readings.refuseFutureUserSig,
    now: () => clock.now(),
  });
  const lockout = new Lockout(options.limits.userSigFailures);

  function authenticate(request: VendorRequest): string {
    const query = readQuery(request.query, readings);
    if (lockout.isLocked(query.identifier, request.at)) throw new Refusal(tencentImCodes.userSigLockout);
    if (query.userSig === '' && readings.emptyUserSigCode === tencentImCodes.queryInvalid)
      throw new Refusal(tencentImCodes.queryInvalid);
    const check = verify(query.userSig, query);
    request.authentication = noteOf(check);
    if (!check.valid) {
      lockout.failed(query.identifier, request.at);
      throw new Refusal(check.code);
    }
    if (!administrators.has(query.identifier)) throw new Refusal(tencentImCodes.notAnAdministrator);
    return query.identifier;
  }

  function dispatch(request: VendorRequest): JsonObject | Promise<JsonObject> {
    // No code is documented for another method than POST; 60002 is the one that speaks of the HTTP request [?].
    if (request.method !== 'POST') throw new Refusal(tencentImCodes.urlUnreadable);
    const command = byPath.get(request.path);
    if (command === undefined) throw new Refusal(tencentImCodes.commandUnknown);
    const admin = authenticate(request);
    const rate = { units: command.callsPerSecond, milliseconds: 1000 };
    if (!windows.take(command.path, rate, request.at))
      throw new Refusal(command.tooFastCode ?? tencentImCodes.tooFast);
    const body = readBody(
      request,
      readings.unparsableBody === 'gateway' ? tencentImCodes.bodyNotJson : command.notJsonCode,
    );
    if (!command.perUser) refuseForRecipient(request);
    if (readings.unknownFields === 'refuse') refuseUnknown(body, command.fields, command.unknownFieldCode);
    const call: Call = { request, body, admin, now: request.at };
    const result = command.run(call);
    return result instanceof Promise ? result.then(success) : success(result);
  }

  return {
    endpoints: commands.map(({ path }) => path),
    handle(request) {
      try {
        const reply = dispatch(request);
        return reply instanceof Promise ? reply.catch(refused) : reply;
      } catch (error) {
        return refused(error);
      }
    },
    reset: () => lockout.clear(),
  };
}

function success(payload: JsonObject): JsonObject {
  return { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...payload };
}

function refused(error: unknown): JsonObject {
  if (error instanceof Refusal) return failure(error.code, error.message || undefined);
  throw error;
}

/** A fault for one recipient is the whole answer where the reply has no list of failures. */
function refuseForRecipient(request: VendorRequest): void {
  for (const fault of request.recipientFaults.values()) {
    if (fault.kind === 'code') throw new Refusal(fault.code, fault.text);
  }
}

function readBody(request: VendorRequest, code: TencentImCode): Body {
  const { json } = request;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Refusal(code);
  return json as Body;
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
  if (!/^[1-9]\d{0,9}$/.test(sdkAppId) || identifier === '' || userSig === null)
    throw new Refusal(tencentImCodes.queryInvalid);
  if (query.get('contenttype') !== 'json') throw new Refusal(tencentImCodes.queryInvalid);
  if (!isGoodRandom(query.get('random'), readings.random))
    throw new Refusal(tencentImCodes.queryInvalid, 'random is not valid');
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

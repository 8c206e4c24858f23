import { timingSafeEqual } from 'node:crypto';
import type { Body } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { ExpiringMap } from '../world/bounded/expiring-map.ts';
import { zimCodes } from './codes.ts';
import type { ZimSettings } from './options-schema.ts';
import { zimSignature } from './sign.ts';

/** "Accessing Server APIs": at most ten minutes between client and server. */
const maxSkewSeconds = 600;

/** A signature may be ten minutes early, and is good until ten minutes after its time. */
export const nonceMilliseconds = 2 * maxSkewSeconds * 1000;

/**
 * The gateway's checks of who calls. Their order is not documented; this is the one that the reference suggests.
 *
 * @throws Refusal with a code of the 100000000 family
 */
export function authenticate(request: VendorRequest, options: ZimSettings, nonces: ExpiringMap<true>): void {
  const { query } = request;
  // An empty parameter says no more than a missing one.
  const parameter = (name: string) => query.get(name) || undefined;

  const version = parameter('SignatureVersion');
  if (version === undefined) {
    throw new Refusal(zimCodes.signatureVersionMissing, 'SignatureVersion is missing');
  }
  if (version !== '2.0') {
    throw new Refusal(zimCodes.signatureVersionUnsupported, 'SignatureVersion is not supported');
  }
  const nonce = parameter('SignatureNonce');
  if (nonce === undefined) throw new Refusal(zimCodes.nonceMissing, 'SignatureNonce is missing');
  const appId = parameter('AppId');
  if (appId === undefined || !/^\d{1,10}$/.test(appId) || Number(appId) > 4_294_967_295) {
    throw new Refusal(zimCodes.appIdMalformed, 'AppId is not valid');
  }
  // No code stands for an app that does not exist; the one for its missing configuration comes closest [?].
  if (Number(appId) !== options.appId) throw new Refusal(zimCodes.appUnknown, 'AppId is not known');
  const timestamp = parameter('Timestamp');
  if (timestamp === undefined) throw new Refusal(zimCodes.timestampMissing, 'Timestamp is missing');
  if (!/^\d{1,15}$/.test(timestamp)) {
    throw new Refusal(zimCodes.timestampMalformed, 'Timestamp is not valid');
  }
  const signature = parameter('Signature');
  if (signature === undefined) throw new Refusal(zimCodes.signatureMissing, 'Signature is missing');

  const ageSeconds = Math.floor(request.at / 1000) - Number(timestamp);
  const note = { appId, nonce, timestamp, ageSeconds };
  request.authentication = { ...note, signature: 'expired' };
  if (Math.abs(ageSeconds) > maxSkewSeconds) {
    throw new Refusal(zimCodes.signatureExpired, 'Signature has expired');
  }
  request.authentication = { ...note, signature: 'wrong' };
  if (!sameText(signature, zimSignature({ appId, nonce, timestamp }, options.serverSecret))) {
    throw new Refusal(zimCodes.signatureMismatch, 'Signature does not match');
  }
  if (options.readings.replayedNonce === 'refuse') {
    if (nonces.get(nonce, request.at)) {
      throw new Refusal(zimCodes.signatureMismatch, 'SignatureNonce was used before');
    }
    nonces.set(nonce, request.at, true);
  }
  request.authentication = { ...note, signature: 'valid' };

  if (!options.activated) throw new Refusal(zimCodes.serviceNotActivated, 'Service is not activated');
}

function sameText(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What every call has in its query, besides the fields of its action. */
const commonParameters = new Set([
  'Action',
  'AppId',
  'SignatureNonce',
  'Timestamp',
  'Signature',
  'SignatureVersion',
]);

/**
 * The fields of a GET: lists are written `UserId[]=a&UserId[]=b`. Whether a list without the brackets is understood is
 * not documented [?].
 */
export function queryBody(query: URLSearchParams, fields: readonly string[], options: ZimSettings): Body {
  const body: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    if (commonParameters.has(name)) continue;
    const list = `${name}[]`;
    if (name.endsWith('[]')) body[name] = [...query.getAll(name), ...asArray(body[name])];
    else if (options.readings.queryLists === 'both' && fields.includes(list)) {
      body[list] = [...asArray(body[list]), ...query.getAll(name)];
    } else body[name] = query.get(name);
  }
  return body;
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

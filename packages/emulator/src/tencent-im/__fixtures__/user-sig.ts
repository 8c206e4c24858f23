import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** The pieces of a UserSig, each of which a test may bend. Times are Unix seconds. */
export interface UserSigParts {
  readonly sdkAppId: number;
  readonly secretKey: string;
  readonly identifier: string;
  readonly issuedAt: number;
  readonly expiresInSeconds: number;
  readonly userBuffer?: string;
}

/** Makes a UserSig by hand, step by step as the vendor's page 1047/34385 describes it. */
export function makeUserSig(parts: UserSigParts): string {
  const userBuffer = parts.userBuffer === undefined ? undefined : base64Of(parts.userBuffer);
  const document: Record<string, unknown> = {
    'TLS.ver': '2.0',
    'TLS.identifier': parts.identifier,
    'TLS.sdkappid': parts.sdkAppId,
    'TLS.expire': parts.expiresInSeconds,
    'TLS.time': parts.issuedAt,
    ...(userBuffer === undefined ? {} : { 'TLS.userbuf': userBuffer }),
    'TLS.sig': signatureOf(parts),
  };
  return pack(document);
}

/** The `TLS.sig` of a UserSig. */
export function signatureOf(parts: UserSigParts): string {
  let text = `TLS.identifier:${parts.identifier}\n`;
  text += `TLS.sdkappid:${parts.sdkAppId}\n`;
  text += `TLS.time:${parts.issuedAt}\n`;
  text += `TLS.expire:${parts.expiresInSeconds}\n`;
  if (parts.userBuffer !== undefined) text += `TLS.userbuf:${base64Of(parts.userBuffer)}\n`;
  return createHmac('sha256', parts.secretKey).update(text).digest('base64');
}

/** Compresses and encodes any document as a UserSig is. */
export function pack(document: unknown): string {
  const base64 = deflateSync(Buffer.from(JSON.stringify(document))).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

function base64Of(text: string): string {
  return Buffer.from(text).toString('base64');
}

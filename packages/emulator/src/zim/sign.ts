import { createHash } from 'node:crypto';

/** What signature 2.0 covers: neither the action nor the body. "Signing the requests". */
export interface SignedParts {
  /** As they stand in the query. */
  readonly appId: string;
  readonly nonce: string;
  readonly timestamp: string;
}

/** Signature 2.0: `md5(AppId + SignatureNonce + ServerSecret + Timestamp)` in lower-case hex. */
export function zimSignature({ appId, nonce, timestamp }: SignedParts, serverSecret: string): string {
  return createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`, 'utf8').digest('hex');
}

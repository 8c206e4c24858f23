import type { HttpReply } from '@polychat/core';
import type { RecordedItem, VendorCall } from '@polychat/core/adapter';
import { rareText } from './samples.ts';
import type { Trial } from './trial.ts';
import type { DoubleFault } from './vendor-double.ts';

/** What goes wrong with a reply of the vendor's own, as far as the vendor has it. One of them names a user. */
export function refusals(trial: Trial, userId?: string): readonly DoubleFault[] {
  return trial.faults([
    { kind: 'too_fast', ...(trial.double.saysRetryAfter && { retryAfterSeconds: 7 }) },
    { kind: 'internal_error', when: 'before' },
    { kind: 'signature_refused' },
    { kind: 'refused', words: `"${rareText}" is not allowed here` },
    ...(userId === undefined ? [] : [{ kind: 'recipient_refused', userId } as const]),
  ]);
}

/** A page that stands between us and the vendor. */
export const proxyPage: HttpReply = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  text: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
};

/**
 * The vendor's replies to a call: one for each refusal, and last the one to a call that goes well.
 *
 * @param items whom the call is for
 */
export async function everyReply(
  trial: Trial,
  call: VendorCall<unknown>,
  items: readonly RecordedItem[] = [],
): Promise<readonly HttpReply[]> {
  const replies: HttpReply[] = [];
  for (const fault of call.purpose === 'session' ? [] : refusals(trial, items[0]?.userId)) {
    await trial.fail(fault);
    replies.push(await trial.attempt(call));
  }
  return [...replies, await trial.attempt(call)];
}

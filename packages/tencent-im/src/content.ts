import type { ContentTranslation } from '@polychat/core/adapter';
import { canonicalizeContent } from './content-canonical.ts';
import { contentFromWire } from './content-from-wire.ts';
import { contentToWire } from './content-to-wire.ts';

/**
 * Contents as the `MsgBody` of Tencent IM (33527 = 269/2720, "Message formats") and back, for what comes from webhooks
 * and history.
 *
 * `fromWire` takes any value and gives undefined where it is no `MsgBody`, or where an element of it is of a kind, or in
 * a form, that Polychat does not know.
 */
export const content: ContentTranslation = {
  toWire: contentToWire,
  fromWire: contentFromWire,
  canonicalize: canonicalizeContent,
};

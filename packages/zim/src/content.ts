import type { ContentTranslation } from '@polychat/core/adapter';
import { canonicalizeContent } from './content-canonical.ts';
import { contentFromWire } from './content-from-wire.ts';
import { contentToWire } from './content-to-wire.ts';

/**
 * Contents as ZIM has them ("MessageBody introduction", article 16508, 2026-05-06) and back, for what comes from
 * webhooks and history: the type, the string `Message`, and what stands beside them.
 *
 * `fromWire` takes any value and gives undefined where it is not ZIM's form, or of a type that Polychat has no word for.
 */
export const content: ContentTranslation = {
  toWire: contentToWire,
  fromWire: contentFromWire,
  canonicalize: canonicalizeContent,
};

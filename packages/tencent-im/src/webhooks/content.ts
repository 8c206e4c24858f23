import type { Content } from '@polychat/core/adapter';
import { contentFromWire } from '../content-from-wire.ts';
import type { Members } from './callback.ts';

/**
 * The content of a message that a webhook tells of (33527 = 269/2720, "Message formats"); undefined where an element of
 * it is of a kind, or in a form, that Polychat has no word for.
 */
export function readContent({ MsgBody }: Members): Content | undefined {
  return contentFromWire(MsgBody);
}

import type { Content } from './content.ts';
import type { ResultIds } from './outcome.ts';

/** What a vendor has of a message that was looked up. */
export type FoundMessage =
  /** It has none: there never was one, it was deleted, or it is kept no longer. */
  { readonly found: false } | FoundStoredMessage;

/** A message as the vendor has it now. Ids are the vendor's own, as in a ref. */
export interface FoundStoredMessage extends Pick<ResultIds, 'messageId' | 'sequence' | 'sentAt'> {
  readonly found: true;
  /** `recalled`: it was taken back. Then it has neither content nor metadata. */
  readonly state: 'sent' | 'recalled';
  readonly from: string;
  /** A user, a group or a room, as in the ref. */
  readonly to: string;
  /** As it is after all edits. Absent where it is of a kind that Polychat has no word for. */
  readonly content?: Content;
  readonly metadata?: string;
}

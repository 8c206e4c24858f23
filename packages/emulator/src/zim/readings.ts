import * as z from 'zod';
import { zimCodes } from './codes.ts';

/** What the vendor's documents leave open. Each default is the reading that is safest to build a client on. */
export const zimReadingsSchema = z.strictObject({
  /** SubCode for a recipient of SendPeerMessage who does not exist. */
  unknownRecipientCode: z.int().default(zimCodes.userNotRegistered),
  /** Code when every recipient failed, and not all for the same reason. */
  mixedFailureCode: z.int().default(zimCodes.businessFailure),
  /** How an empty list of a reply looks. */
  emptyList: z.enum(['empty', 'null', 'absent']).default('empty'),
  /** How a missing MsgSeq (type 2) looks. */
  missingSequence: z.enum(['absent', 'null']).default('absent'),
  /** A recipient named twice in one SendPeerMessage. */
  duplicateRecipients: z.enum(['refuse', 'once', 'twice']).default('refuse'),
  /** A nonce that was used in the last ten minutes. */
  replayedNonce: z.enum(['accept', 'refuse']).default('accept'),
  /** GET where POST is documented, and the other way round. */
  wrongMethod: z.enum(['refuse', 'accept']).default('refuse'),
  /** Text that is no well-formed Unicode (a lone surrogate). `replace` delivers U+FFFD in its place. */
  illFormedText: z.enum(['refuse', 'replace']).default('refuse'),
  /** The client guide's counts for type 10: 10 images, 1 file, 1 audio, 1 video, 1 custom. */
  multiItemCounts: z.enum(['unchecked', 'checked']).default('unchecked'),
  /** Whether both sides of a one-to-one chat count their messages together. */
  peerSequence: z.enum(['shared', 'per_side']).default('shared'),
  /** Whether the sender of SendGroupMessage must belong to the group (660600024). */
  groupSender: z.enum(['anyone', 'member']).default('anyone'),
  /** Whether SendRoomMessage answers with the MsgSeq that the recall page speaks of. */
  roomSequence: z.enum(['absent', 'present']).default('absent'),
  /** A member of the body that the action does not have. */
  unknownFields: z.enum(['ignore', 'refuse']).default('ignore'),
  /** How the 24 hours of broadcasts are counted. */
  broadcastDay: z.enum(['rolling', 'calendar']).default('rolling'),
  /** Whether sends of high priority have a rate limit of their own. */
  highPriority: z.enum(['own_limit', 'same_limit']).default('own_limit'),
});

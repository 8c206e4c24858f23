import * as z from 'zod';
import { zimCodes } from './codes.ts';

/** Checks `ZimReadings` and fills in the defaults. */
export const zimReadingsSchema = z.strictObject({
  unknownRecipientCode: z.int().default(zimCodes.userNotRegistered),
  mixedFailureCode: z.int().default(zimCodes.businessFailure),
  emptyList: z.enum(['empty', 'null', 'absent']).default('empty'),
  missingSequence: z.enum(['absent', 'null']).default('absent'),
  duplicateRecipients: z.enum(['refuse', 'once', 'twice']).default('refuse'),
  replayedNonce: z.enum(['accept', 'refuse']).default('accept'),
  wrongMethod: z.enum(['refuse', 'accept']).default('refuse'),
  illFormedText: z.enum(['refuse', 'replace']).default('refuse'),
  multiItemCounts: z.enum(['unchecked', 'checked']).default('unchecked'),
  peerSequence: z.enum(['shared', 'per_side']).default('shared'),
  groupSender: z.enum(['anyone', 'member']).default('anyone'),
  roomSequence: z.enum(['absent', 'present']).default('absent'),
  userList: z.enum(['present', 'absent']).default('present'),
  joinEvent: z.enum(['group_join', 'Apply_join_group']).default('group_join'),
  unknownFields: z.enum(['ignore', 'refuse']).default('ignore'),
  broadcastDay: z.enum(['rolling', 'calendar']).default('rolling'),
  onlineStatus: z.enum(['capital', 'lower']).default('capital'),
  endOfRoomList: z.literal(['0', '']).default('0'),
  queryLists: z.enum(['brackets', 'both']).default('brackets'),
  highPriority: z.enum(['own_limit', 'same_limit']).default('own_limit'),
});

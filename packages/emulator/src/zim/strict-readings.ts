import type { ZimReadings } from './options.ts';

/** Of everything that the vendor's documents leave open, the reading that refuses most. */
export const strictReadings: ZimReadings = {
  replayedNonce: 'refuse',
  wrongMethod: 'refuse',
  illFormedText: 'refuse',
  duplicateRecipients: 'refuse',
  multiItemCounts: 'checked',
  groupSender: 'member',
  unknownFields: 'refuse',
  highPriority: 'same_limit',
  broadcastDay: 'rolling',
  queryLists: 'brackets',
};

import type { TencentImReadings } from './options.ts';

/** Of everything that the vendor's documents leave open, the reading that refuses most. */
export const strictReadings: TencentImReadings = {
  dedupByRecipient: false,
  sendmsgSameSecond: true,
  longLifeTime: 'refuse',
  relayElements: false,
  userIdCharacters: 'word',
  retiredNames: false,
  unknownFields: 'refuse',
  unknownFlags: 'refuse',
  unknownMembers: 'refuse',
  groupTypeNames: 'old',
  groupDedup: 'random',
  groupOverload: 'refuse',
  groupSender: 'member',
  groupHistoryCustomData: false,
  random: 'required',
  refuseFutureUserSig: true,
};

import type { EmulatorOptions } from '../options.ts';

type Strict = Required<Pick<EmulatorOptions, 'zim' | 'tencentIm'>>;

/** Of everything that the vendors' documents leave open, the reading that refuses most. */
const strict = {
  zim: {
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
  },
  tencentIm: {
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
  },
} as const satisfies {
  zim: NonNullable<Strict['zim']['readings']>;
  tencentIm: NonNullable<Strict['tencentIm']['readings']>;
};

/** The options with strict readings; what they say themselves goes first. */
export function withStrictReadings(options: EmulatorOptions): EmulatorOptions {
  return {
    ...options,
    zim: { ...options.zim, readings: { ...strict.zim, ...options.zim?.readings } },
    tencentIm: { ...options.tencentIm, readings: { ...strict.tencentIm, ...options.tencentIm?.readings } },
  };
}

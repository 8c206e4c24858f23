import type { Vendor } from '@polychat/emulator';
import type { Step } from '../scenario/steps.ts';
import type { Entry } from './ledger.ts';

/** How often a message must be in an inbox. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

const never: Range = { least: 0, most: 0 };

/** The vendor whose receipt was the answer; undefined where no vendor was asked. */
export function authorityOf({ fates: [fate] }: Entry): Vendor | undefined {
  if (fate?.via.startsWith('tencent')) return 'tencentIm';
  return fate?.via.startsWith('zim') ? 'zim' : undefined;
}

/** The vendors whose receipt may be the answer in a step. Whom a rollout has not reached is in the stage before. */
export function mayAnswer({ stage, rollout }: Step): readonly Vendor[] {
  if (stage === 'off' || stage === 'dualwrite' || stage === 'shadow') return ['tencentIm'];
  return stage === 'live' && rollout < 1 ? ['tencentIm', 'zim'] : ['zim'];
}

/** What the receipts promise of the authority's inbox. */
export function atAuthority(entry: Entry): Range {
  const accepted = entry.fates.filter(({ status }) => status === 'accepted').length;
  const most = entry.fates.filter(({ status }) => status !== 'failed').length;
  // Tencent IM discards the copy of a message with a key; ZIM discards none.
  const isOnce = entry.post.key !== undefined && authorityOf(entry) === 'tencentIm';
  return isOnce ? { least: Math.min(1, accepted), most: Math.min(1, most) } : { least: accepted, most };
}

/**
 * What the receipts and the report together promise of the other inbox. `isReached` is whether the rollout has reached
 * the conversation.
 */
export function atOther(entry: Entry, isReached: boolean): Range {
  if (!isWrittenTwice(entry, isReached) || atAuthority(entry).most === 0) return never;
  if (entry.wasWrittenLater || entry.missing.length === 0) return { least: 1, most: 1 };
  return { least: 0, most: entry.missing.includes('unconfirmed') ? 1 : 0 };
}

/** Whether a copy was due. Whom a rollout has not reached is in the stage before: that of `dualwrite` writes no copies. */
function isWrittenTwice({ step: { stage } }: Entry, isReached: boolean): boolean {
  if (stage === 'off' || stage === 'complete') return false;
  return stage === 'dualwrite' ? isReached : true;
}

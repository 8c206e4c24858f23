import type { Vendor } from '@polychat/emulator';
import { atAuthority, atOther, authorityOf, mayAnswer, type Range } from './expectation.ts';
import type { Inboxes } from './inboxes.ts';
import type { Entry } from './ledger.ts';
import { WaysOfPairs } from './ways-of-pairs.ts';

/** So many messages to one user each, and so many of them are in the inbox. */
export interface Found {
  readonly count: number;
  readonly there: number;
}

/** What the comparison found. */
export interface Comparison {
  /** By what their first receipt says, with what the authority's inboxes have. */
  readonly accepted: Found;
  readonly unconfirmed: Found;
  readonly failed: Found;
  /** Copies that were due, with what the other inboxes have. */
  readonly copies: Found;
  /** Copies that the migration says are missing, or may be. */
  readonly reported: number;
  /** What does not fit together, in words. Empty when receipts, report and inboxes agree. */
  readonly faults: readonly string[];
}

/** Lays receipts and report beside the inboxes. */
export function compare(entries: readonly Entry[], inboxes: Inboxes): Comparison {
  const counts = { accepted: none, unconfirmed: none, failed: none, copies: none };
  const faults: string[] = [];
  const ways = new WaysOfPairs();
  const isReached = (entry: Entry, inOther: number) =>
    entry.step.rollout === 1 || inOther > 0 || entry.missing.length > 0;

  for (const entry of entries) {
    const { post, userId, fates, missing } = entry;
    const where = `${post.id} to ${userId}`;
    const [authority, other] = sidesOf(entry);
    const inAuthority = countIn(inboxes, entry, authority);
    const inOther = countIn(inboxes, entry, other);
    const reached = isReached(entry, inOther);
    const due = atOther(entry, reached);
    const [{ status } = { status: 'failed' as const }] = fates;

    if (fates.length === 0) faults.push(`${where}: no receipt names them`);
    if (!mayAnswer(entry.step).includes(authority)) {
      faults.push(`${where}: answered by ${authority} in the stage ${entry.step.stage}`);
    }
    if (new Set(fates.map(({ via }) => via)).size > 1) faults.push(`${where}: sent again, another way`);
    if (status !== 'failed') faults.push(...ways.note(entry, authority, reached));
    faults.push(...outOf(atAuthority(entry), inAuthority, `${where}: ${status} at ${authority}`));
    faults.push(...outOf(due, inOther, `${where}: copy at ${other}, ${missing.join() || 'not reported'}`));

    counts[status] = plus(counts[status], inAuthority);
    if (due.most > 0 || missing.length > 0) counts.copies = plus(counts.copies, inOther);
  }
  faults.push(...ways.wrongShares());
  const reported = entries.filter((entry) => entry.missing.length > 0 && !entry.wasWrittenLater).length;
  return { ...counts, reported, faults };
}

/** The vendor whose receipt is the answer, and the other one. */
function sidesOf(entry: Entry): readonly [Vendor, Vendor] {
  return authorityOf(entry) === 'zim' ? ['zim', 'tencentIm'] : ['tencentIm', 'zim'];
}

function countIn(inboxes: Inboxes, { post, userId }: Entry, vendor: Vendor): number {
  const messages = inboxes.get(userId) ?? [];
  return messages.filter((message) => message.vendor === vendor && message.text === post.id).length;
}

function outOf({ least, most }: Range, found: number, what: string): readonly string[] {
  if (found >= least && found <= most) return [];
  return [`${what}: ${found} in the inbox, not ${least === most ? least : `${least} to ${most}`}`];
}

const none: Found = { count: 0, there: 0 };

function plus({ count, there }: Found, found: number): Found {
  return { count: count + 1, there: there + Math.min(1, found) };
}

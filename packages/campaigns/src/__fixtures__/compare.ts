import type { RecipientOutcome } from '@polychat/core';
import type { Emulator } from '@polychat/emulator';
import type { Campaign } from '../handle/campaign.ts';

/** What a campaign says, compared with what the vendor's inboxes hold. */
export interface Comparison {
  readonly recipients: number;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
  /** Of those who are unconfirmed, how many have it. */
  readonly unconfirmedWithCopy: number;
  /** Why nobody knows: how often each reason. */
  readonly unclear: Readonly<Record<string, number>>;
  /** Why somebody has failed: how often each reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Each of these must be empty. */
  readonly faults: {
    readonly unnamed: readonly string[];
    readonly namedTwice: readonly string[];
    readonly acceptedWithout: readonly string[];
    readonly failedWith: readonly string[];
    readonly doubled: readonly string[];
  };
}

export const noFaults: Comparison['faults'] = {
  unnamed: [],
  namedTwice: [],
  acceptedWithout: [],
  failedWith: [],
  doubled: [],
};

/** Reads all outcomes; of a chunk that comes again the last counts. */
export async function outcomesOf(campaign: Campaign): Promise<readonly RecipientOutcome[]> {
  const chunks = new Map<number, { revision: number; outcomes: RecipientOutcome[] }>();
  for await (const { outcomes, cursor } of campaign.outcomes({ follow: false })) {
    const known = chunks.get(cursor.chunk);
    if (known?.revision === cursor.revision) known.outcomes.push(...outcomes);
    else chunks.set(cursor.chunk, { revision: cursor.revision, outcomes: [...outcomes] });
  }
  return [...chunks.values()].flatMap(({ outcomes }) => outcomes);
}

export async function compare(
  campaign: Campaign,
  recipients: readonly string[],
  emulator: Emulator,
): Promise<Comparison> {
  const outcomes = await outcomesOf(campaign);
  const named = Map.groupBy(outcomes, ({ userId }) => userId);
  const copies = (userId: string) => emulator.inbox(userId).length;
  const withStatus = (status: RecipientOutcome['status']) =>
    outcomes.flatMap((outcome) => (outcome.status === status ? [outcome.userId] : []));
  const [accepted, failed, unconfirmed] = (['accepted', 'failed', 'unconfirmed'] as const).map(withStatus);
  return {
    recipients: recipients.length,
    accepted: accepted?.length ?? 0,
    failed: failed?.length ?? 0,
    unconfirmed: unconfirmed?.length ?? 0,
    unconfirmedWithCopy: unconfirmed?.filter((userId) => copies(userId) > 0).length ?? 0,
    unclear: reasonsOf(outcomes, 'unconfirmed'),
    refused: reasonsOf(outcomes, 'failed'),
    faults: {
      unnamed: recipients.filter((userId) => !named.has(userId)),
      namedTwice: [...named.values()].flatMap((all) => (all.length > 1 ? [all[0]?.userId ?? ''] : [])),
      acceptedWithout: accepted?.filter((userId) => copies(userId) === 0) ?? [],
      failedWith: failed?.filter((userId) => copies(userId) > 0) ?? [],
      doubled: recipients.filter((userId) => copies(userId) > 1),
    },
  };
}

function reasonsOf(
  outcomes: readonly RecipientOutcome[],
  status: 'failed' | 'unconfirmed',
): Comparison['unclear'] {
  const reasons: Record<string, number> = {};
  for (const outcome of outcomes) {
    if (outcome.status === 'accepted' || outcome.status !== status) continue;
    const { code, message } = outcome.problem;
    reasons[`${code}: ${message}`] = (reasons[`${code}: ${message}`] ?? 0) + 1;
  }
  return reasons;
}

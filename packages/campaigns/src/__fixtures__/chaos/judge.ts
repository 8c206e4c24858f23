import type { RecipientOutcome } from '@polychat/core';

/** What must not be. Each list names users. */
export interface SendFaults {
  /** In no list, or in two. */
  readonly notNamedOnce: readonly string[];
  readonly acceptedWithout: readonly string[];
  readonly failedWith: readonly string[];
  readonly doubled: readonly string[];
}

export const noChaosFaults: SendFaults = {
  notNamedOnce: [],
  acceptedWithout: [],
  failedWith: [],
  doubled: [],
};

/** Compares what a send says of its recipients with how many copies each has. */
export function faultsOf(
  recipients: readonly string[],
  outcomes: readonly Pick<RecipientOutcome, 'userId' | 'status'>[],
  copiesOf: (userId: string) => number,
): SendFaults {
  const named = Map.groupBy(outcomes, ({ userId }) => userId);
  const idsOf = (status: RecipientOutcome['status']) =>
    outcomes.flatMap((outcome) => (outcome.status === status ? [outcome.userId] : []));
  const known = new Set(recipients);
  return {
    notNamedOnce: [
      ...recipients.filter((userId) => named.get(userId)?.length !== 1),
      ...[...named.keys()].filter((userId) => !known.has(userId)),
    ],
    acceptedWithout: idsOf('accepted').filter((userId) => copiesOf(userId) === 0),
    failedWith: idsOf('failed').filter((userId) => copiesOf(userId) > 0),
    doubled: recipients.filter((userId) => copiesOf(userId) > 1),
  };
}

import type { RecipientOutcome } from '../model/outcome.ts';

/** One turn of the event loop, after all promise callbacks that are due. */
export const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

/** All outcomes of a stream, in the order in which they came. */
export async function collectAll(stream: AsyncIterable<readonly RecipientOutcome[]>) {
  const outcomes: RecipientOutcome[] = [];
  for await (const batch of stream) outcomes.push(...batch);
  return outcomes;
}

/** `<index> <user id> <status>` of each, in the order of the input. */
export const shortOutcomes = (outcomes: readonly RecipientOutcome[]) =>
  outcomes
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, userId, status }) => `${index} ${userId} ${status}`);

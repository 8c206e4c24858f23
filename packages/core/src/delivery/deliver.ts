import { aborted } from '../exchange/attempt.ts';
import { type CallContext, performCall } from '../exchange/perform-call.ts';
import type { RecipientOutcome } from '../model/outcome.ts';
import { atField, invalidField } from '../model/problem.ts';
import type { ListPlan, PlannedBatch, PlanWarning, VendorCall } from '../ports/chat-adapter.ts';
import { nextBatch } from './next-batch.ts';
import { OutcomeQueue } from './outcome-queue.ts';
import type { RecipientState } from './recipient-state.ts';
import { type InvalidItem, SourceReader } from './source-reader.ts';

/** An item of the input and where it stood. */
export interface Position<Item> {
  readonly item: Item;
  readonly userId: string;
  readonly index: number;
}

/** One list of recipients to carry through a plan. */
export interface Delivery<Item> {
  readonly plan: ListPlan<Item>;
  readonly source: Iterable<Item> | AsyncIterable<Item>;
  /** The source is a list in memory: also those of it that an abort leaves behind have an outcome. */
  readonly isList?: boolean;
  readonly userIdOf: (item: Item) => unknown;
  /** The path of a field of the item at this position, such as `to[3]`. */
  readonly fieldAt: (index: number, field: string | undefined) => string;
  readonly outcomeOf: (position: Position<Item>, state: RecipientState) => RecipientOutcome;
  readonly maxInFlight: number;
  readonly context: CallContext;
  /** Drops an id that came before anywhere in the input, not only in the same call. */
  readonly exactDuplicates?: boolean;
  /** Sees every outcome, also those that nobody reads any more. */
  readonly onOutcomes?: (outcomes: readonly RecipientOutcome[]) => void;
  readonly onWarning: (warning: PlanWarning) => void;
  /** Sees every item that was pulled. */
  readonly onPulled?: (isDuplicate: boolean) => void;
}

/**
 * Pulls recipients from the source, cuts them into calls, keeps up to `maxInFlight` of these going, and yields the
 * outcomes of each call as it ends. Leaving the loop early cancels what is under way; `onOutcomes` still sees
 * every recipient that was pulled.
 */
export async function* deliver<Item>(delivery: Delivery<Item>): AsyncGenerator<readonly RecipientOutcome[]> {
  const cancelled = new AbortController();
  const reader = new SourceReader(delivery, cancelled.signal);
  const { signal } = delivery.context;
  const cancel = () => cancelled.abort();
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });

  const queue = new OutcomeQueue(delivery.maxInFlight);
  const pumping = pump(delivery, reader, queue, cancelled.signal);
  // What a source throws waits for a reader who may be slow; until then nobody may take it for forgotten.
  pumping.catch(() => {});
  let isOver = false;
  try {
    yield* queue;
    isOver = true;
    await pumping;
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (!isOver) {
      cancel();
      queue.discard();
      await pumping.catch(() => {});
    }
  }
}

/** As `deliver`, for one item: it needs no stream, which would cost more than all the rest of a send. */
export async function deliverOne<Item>(
  delivery: Delivery<Item>,
  item: Item,
): Promise<readonly RecipientOutcome[]> {
  const { plan, context, userIdOf, outcomeOf, onWarning } = delivery;
  const userId = String(userIdOf(item));
  const positions = [{ item, userId, index: 0 }];
  if (context.signal?.aborted) return positions.map((position) => outcomeOf(position, cancelled));
  const slice = nextBatch(plan, [item], () => userId);
  slice.warnings?.forEach(onWarning);
  if (!slice.call) return refusedOutcomes(delivery, slice, positions);
  return performDelivery(delivery, slice.call, positions, context);
}

async function pump<Item>(
  delivery: Delivery<Item>,
  reader: SourceReader<Item>,
  queue: OutcomeQueue,
  signal: AbortSignal,
): Promise<void> {
  const { plan, context } = delivery;
  const callContext = { ...context, signal };
  const running = new Set<Promise<void>>();
  const put = (outcomes: readonly RecipientOutcome[]) => {
    if (outcomes.length === 0) return;
    delivery.onOutcomes?.(outcomes);
    queue.put(outcomes);
  };
  try {
    while (!signal.aborted) {
      await queue.room();
      const pending = await reader.fill(plan.maxItems);
      const misfits = reader.takeInvalidItems();
      put(misfits.map((misfit) => misfitOutcome(delivery, misfit)));
      if (pending.length === 0 && misfits.length === 0) break;
      if (pending.length === 0) continue;
      const slice = nextBatch(
        plan,
        pending.map(({ item }) => item),
        (item) => String(delivery.userIdOf(item)),
      );
      const positions = reader.take(slice.taken);
      slice.warnings?.forEach(delivery.onWarning);
      put(refusedOutcomes(delivery, slice, positions));
      if (!slice.call) continue;
      const call = slice.call;
      queue.started();
      const run = performDelivery(delivery, call, positions, callContext).then((outcomes) => {
        running.delete(run);
        put(outcomes);
        queue.ended();
      });
      running.add(run);
    }
  } finally {
    await Promise.all(running);
    put(reader.leftOver().map((position) => delivery.outcomeOf(position, cancelled)));
    put(reader.takeInvalidItems().map((misfit) => misfitOutcome(delivery, misfit)));
    reader.stop();
    queue.close();
  }
}

const cancelled: RecipientState = { status: 'failed', problem: aborted('not_sent') };

function misfitOutcome<Item>(
  { fieldAt, context: { via } }: Delivery<Item>,
  { userId, index }: InvalidItem,
): RecipientOutcome {
  const problem = invalidField(fieldAt(index, undefined), 'must be a string, the user id');
  return { userId, index, status: 'failed', via, problem };
}

async function performDelivery<Item>(
  delivery: Delivery<Item>,
  call: VendorCall,
  positions: readonly Position<Item>[],
  context: CallContext,
): Promise<readonly RecipientOutcome[]> {
  const byUserId = new Map(positions.map((position) => [position.userId, position]));
  const planSubset = (recipients: readonly string[]) => {
    const items = recipients
      .map((userId) => byUserId.get(userId))
      .filter((position) => position !== undefined)
      .map(({ item }) => item);
    const slice = delivery.plan.next(items);
    return slice.taken === items.length && slice.refused.length === 0 ? slice.call : undefined;
  };
  const { states, warnings } = await performCall(call, planSubset, context);
  warnings.forEach(delivery.onWarning);
  const outcomes: RecipientOutcome[] = [];
  for (const [userId, state] of states) {
    const position = byUserId.get(userId);
    if (position) outcomes.push(delivery.outcomeOf(position, state));
  }
  return outcomes;
}

/** The outcomes of recipients that the plan refused, each naming its own place in the input. */
function refusedOutcomes<Item>(
  { fieldAt, outcomeOf }: Delivery<Item>,
  { refused }: PlannedBatch,
  positions: readonly Position<Item>[],
): readonly RecipientOutcome[] {
  if (refused.length === 0) return [];
  const problems = new Map(refused.map(({ userId, problem }) => [userId, problem]));
  return positions.flatMap((position) => {
    const problem = problems.get(position.userId);
    if (!problem) return [];
    const placed = atField(problem, fieldAt(position.index, problem.field));
    return outcomeOf(position, { status: 'failed', problem: placed });
  });
}

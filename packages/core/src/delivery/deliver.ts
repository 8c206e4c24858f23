import type { ExchangeContext } from '../exchange/context.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { performCall } from '../exchange/perform-call.ts';
import { aborted } from '../exchange/problems.ts';
import { withCauseOf } from '../exchange/safe-cause.ts';
import { atField, invalidField } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { OperationKind } from '../ports/journal.ts';
import { onAbort } from '../ports/on-abort.ts';
import type { ListPlan, ListReply } from '../ports/plans.ts';
import type { Batch, Position } from './batch.ts';
import type { ItemState } from './item-state.ts';
import { Ledger } from './ledger.ts';
import { OutcomeQueue } from './outcome-queue.ts';
import { type PlannedPositions, planBatch, planSubset } from './plan-batch.ts';
import { type InvalidItem, SourceReader } from './source-reader.ts';

/** One list to carry through a plan. */
export interface Delivery<Item, Value, Outcome> {
  readonly operation: OperationKind;
  readonly plan: ListPlan<Item, Value>;
  readonly source: Iterable<Item> | AsyncIterable<Item>;
  /** The source is a list in memory: also those of it that an abort leaves behind have an outcome. */
  readonly isList?: boolean;
  readonly userIdOf: (item: Item) => unknown;
  /** The path of a field of the item at this position, such as `to[3]`. */
  readonly fieldAt: (index: number, field: string | undefined) => string;
  readonly outcomeOf: (position: Omit<Position<Item>, 'item'>, state: ItemState<Value>) => Outcome;
  readonly maxInFlight: number;
  readonly exposeUserIds: boolean;
  readonly context: ExchangeContext;
  /** Drops an id that came before anywhere in the input, not only in the same call. */
  readonly exactDuplicates?: boolean;
  /** Sees every outcome, also those that nobody reads any more. */
  readonly onOutcomes?: (outcomes: readonly Outcome[]) => void;
  readonly onWarning: (warning: PlanWarning) => void;
  /** Sees the outcomes that nobody reads any more, since the loop was left. */
  readonly onUnread?: (outcomes: readonly Outcome[]) => void;
  /** Pulls no more and starts no call that waits for capacity; what has left goes on to its end. */
  readonly stop?: AbortSignal | undefined;
  /** Cancels as the caller's own signal does. */
  readonly cancel?: AbortSignal | undefined;
  /** Sees every item that was pulled. */
  readonly onPulled?: (isDuplicate: boolean) => void;
}

/**
 * Pulls items from the source, cuts them into calls, keeps up to `maxInFlight` of these going, and yields the
 * outcomes of each call as it ends. Leaving the loop early cancels what is under way; `onOutcomes` still sees
 * every item that was pulled, and `onUnread` those that no reader saw.
 */
export async function* deliver<Item, Value, Outcome>(
  delivery: Delivery<Item, Value, Outcome>,
): AsyncGenerator<readonly Outcome[]> {
  const cancelled = new AbortController();
  const stopped = new AbortController();
  const queue = new OutcomeQueue<Outcome>(delivery.maxInFlight);
  const stop = () => {
    stopped.abort();
    queue.end();
  };
  const cancel = () => {
    cancelled.abort();
    stop();
  };
  const reader = new SourceReader(delivery, stopped.signal, delivery.context.clock);
  const unlink = [
    link(delivery.context.signal, cancel),
    link(delivery.cancel, cancel),
    link(delivery.stop, stop),
  ];

  const pumping = pump(delivery, reader, queue, { cancelled: cancelled.signal, stopped: stopped.signal });
  // What a source throws waits for a reader who may be slow; until then nobody may take it for forgotten.
  pumping.catch(() => {});
  let isOver = false;
  try {
    yield* queue;
    isOver = true;
    await pumping;
  } finally {
    for (const each of unlink) each();
    if (!isOver) {
      cancel();
      for (const outcomes of queue.discard()) delivery.onUnread?.(outcomes);
      await pumping.catch(() => {});
    }
  }
}

/** Does it when the signal aborts, at once where it has; returns what forgets the signal. */
function link(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) act();
  return onAbort(signal, act);
}

/** As `deliver`, for one item: it needs no stream, which would cost more than all the rest of a send. */
export function deliverOne<Item, Value, Outcome>(
  delivery: Delivery<Item, Value, Outcome>,
  item: Item,
): Promise<readonly Outcome[]> {
  const { plan, context, userIdOf, outcomeOf, onWarning } = delivery;
  const position = { item, userId: String(userIdOf(item)), index: 0 };
  if (context.signal?.aborted) return Promise.resolve([outcomeOf(position, notStarted)]);
  const planned = planBatch(plan, [position]);
  planned.warnings.forEach(onWarning);
  if (!planned.batch) return Promise.resolve(refusedOutcomes(delivery, planned));
  return performBatch(delivery, planned.batch, context);
}

async function pump<Item, Value, Outcome>(
  delivery: Delivery<Item, Value, Outcome>,
  reader: SourceReader<Item>,
  queue: OutcomeQueue<Outcome>,
  { cancelled, stopped }: { readonly cancelled: AbortSignal; readonly stopped: AbortSignal },
): Promise<void> {
  const { plan } = delivery;
  const { pacer } = delivery.context;
  const context: ExchangeContext = {
    ...delivery.context,
    signal: cancelled,
    // A call that waits for capacity is not in flight yet: it waits no longer than items are pulled.
    pacer: { acquire: (request) => pacer.acquire({ ...request, signal: stopped }) },
  };
  const running = new Set<Promise<void>>();
  const put = (outcomes: readonly Outcome[]) => {
    if (outcomes.length === 0) return;
    delivery.onOutcomes?.(outcomes);
    if (!queue.put(outcomes)) delivery.onUnread?.(outcomes);
  };
  try {
    while (!stopped.aborted) {
      await queue.capacity();
      const pending = await reader.fill(plan.maxItems);
      const invalid = reader.takeInvalidItems();
      put(invalid.map((item) => invalidOutcome(delivery, item)));
      if (pending.length === 0 && invalid.length === 0) break;
      if (pending.length === 0) continue;
      const planned = planBatch(plan, pending.slice(0, plan.maxItems));
      reader.take(planned.taken);
      planned.warnings.forEach(delivery.onWarning);
      put(refusedOutcomes(delivery, planned));
      if (!planned.batch) continue;
      queue.started();
      const run = performBatch(delivery, planned.batch, context).then((outcomes) => {
        running.delete(run);
        put(outcomes);
        queue.ended();
      });
      running.add(run);
    }
  } finally {
    await Promise.all([...running, reader.endPull()]);
    put(reader.leftOver().map((position) => delivery.outcomeOf(position, notStarted)));
    put(reader.takeInvalidItems().map((item) => invalidOutcome(delivery, item)));
    reader.stop();
    queue.close();
  }
}

const notStarted = { status: 'failed', problem: aborted('not_sent') } as const;

function invalidOutcome<Item, Value, Outcome>(
  { fieldAt, outcomeOf }: Delivery<Item, Value, Outcome>,
  { userId, index }: InvalidItem,
): Outcome {
  const problem = invalidField(fieldAt(index, undefined), 'must be a string, the user id');
  return outcomeOf({ userId, index }, { status: 'failed', problem });
}

function performBatch<Item, Value, Outcome>(
  delivery: Delivery<Item, Value, Outcome>,
  batch: Batch<Item, Value>,
  context: ExchangeContext,
): Promise<readonly Outcome[]> {
  const { operation, plan, exposeUserIds, onWarning } = delivery;
  const ledger = new Ledger<Item, Value>(batch, {
    operation,
    sender: plan.sender,
    exposeUserIds,
    retryUnknown: context.retryUnknown,
    planSubset: (positions) => planSubset(plan, positions),
    onWarning,
  });
  const exchange: Exchange<ListReply<Value>> = {
    call: batch.call,
    subject: ledger.subject,
    observe: (result, cleaner) => ledger.observe(result, cleaner),
    total: () => ledger.total(),
  };
  return performCall(exchange, context, () =>
    ledger.map((position, state) => readableOutcome(position, state, delivery)),
  );
}

/** An adapter's value that throws in being read says nothing; that its item was accepted stays true. */
function readableOutcome<Item, Value, Outcome>(
  position: Position<Item>,
  state: ItemState<Value>,
  delivery: Delivery<Item, Value, Outcome>,
): Outcome {
  try {
    return delivery.outcomeOf(position, state);
  } catch {
    return delivery.outcomeOf(
      position,
      state.status === 'accepted' ? { status: 'accepted', value: undefined } : state,
    );
  }
}

/** The outcomes of items that the plan refused, each naming its own place in the input. */
function refusedOutcomes<Item, Value, Outcome>(
  { fieldAt, outcomeOf }: Delivery<Item, Value, Outcome>,
  { refused }: PlannedPositions<Item, Value>,
): readonly Outcome[] {
  return refused.map(({ position, problem }) =>
    outcomeOf(position, {
      status: 'failed',
      problem: withCauseOf(problem, atField(problem, fieldAt(position.index, problem.field))),
    }),
  );
}

import type { CallSubject, Counts, NextAttempt, ObservedResult } from '../exchange/exchange.ts';
import { whereCopiesDoNoHarm } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { OperationKind } from '../ports/journal.ts';
import type { ListReply } from '../ports/plans.ts';
import { accountFor } from './account.ts';
import type { Batch, BatchMember, Position } from './batch.ts';
import { countStates, type ItemState, joinStates } from './item-state.ts';
import { copiesDoNoHarm, mayTryAgain, type RepeatRules, whyRepeated } from './repeat.ts';

/** What a ledger is told of the operation that it keeps account of. */
export interface LedgerContext<Item, Value> extends RepeatRules {
  readonly operation: OperationKind;
  readonly sender?: string;
  readonly exposeUserIds: boolean;
  /** Plans one call for some of the items; undefined where that cannot be done. */
  readonly planSubset: (positions: readonly Position<Item>[]) => Batch<Item, Value> | undefined;
  readonly onWarning: (warning: PlanWarning) => void;
}

/**
 * Keeps account of the items of one batch over all attempts: joins what each attempt says, from the plan and not from
 * the reply, and decides who is tried again.
 */
export class Ledger<Item, Value> {
  readonly #context: LedgerContext<Item, Value>;
  readonly #first: Batch<Item, Value>;
  #batch: Batch<Item, Value>;
  /** What all attempts together say, by the item's index in the input. */
  readonly #states = new Map<number, ItemState<Value>>();

  constructor(batch: Batch<Item, Value>, context: LedgerContext<Item, Value>) {
    this.#first = batch;
    this.#batch = batch;
    this.#context = context;
  }

  /** An attempt in another process, of which nobody knows. */
  begin(unclear: ItemState<Value>): void {
    for (const { index } of this.#batch.members) this.#states.set(index, unclear);
  }

  /** Every item of the batch with its state. */
  *entries(): Generator<readonly [Position<Item>, ItemState<Value>]> {
    for (const member of this.#first.members) {
      const state = this.#states.get(member.index);
      if (state) yield [member, state];
    }
  }

  /** What a journal and events say of the call that is being made. */
  get subject(): CallSubject {
    return this.#subjectOf(this.#batch);
  }

  observe(result: ObservedResult<ListReply<Value>>): {
    readonly counts: Counts;
    readonly next?: NextAttempt<ListReply<Value>>;
  } {
    const { members, unlistedMeans, call } = this.#batch;
    const account = accountFor(new Set(members.map(({ id }) => id)), result, unlistedMeans);
    const latest = new Map<BatchMember<Item>, ItemState<Value>>();
    const cleaned = new Map<ItemState<Value>, ItemState<Value>>();
    for (const member of members) {
      const said = account.stateOf(member.id);
      // Items that share a problem still do afterwards, so that it is looked through once.
      const state = cleaned.get(said) ?? this.#clean(said, result);
      cleaned.set(said, state);
      latest.set(member, state);
      this.#states.set(member.index, joinStates(this.#states.get(member.index), state));
    }
    for (const warning of result.warnings ?? []) this.#context.onWarning(warning);
    if (account.unasked > 0) this.#context.onWarning(unaskedWarning(call.endpoint));
    return { counts: countStates(latest.values()), next: this.#next(latest) };
  }

  #clean(state: ItemState<Value>, { clean }: ObservedResult<unknown>): ItemState<Value> {
    if (state.status === 'accepted') return state;
    const problem = clean(state.problem);
    const isHarmless = this.#batch.call.dedupWindowMs === Number.POSITIVE_INFINITY;
    return { ...state, problem: isHarmless ? whereCopiesDoNoHarm(problem) : problem };
  }

  #next(latest: ReadonlyMap<BatchMember<Item>, ItemState<Value>>): NextAttempt<ListReply<Value>> | undefined {
    const { call, members } = this.#batch;
    const again = members.filter((member) => {
      const state = latest.get(member);
      return state !== undefined && mayTryAgain(state, call, this.#context);
    });
    const isHarmless = copiesDoNoHarm(call, this.#context);
    const isUnclear = ({ index }: Position<Item>) => this.#states.get(index)?.status === 'unconfirmed';
    const batch =
      again.length === members.length
        ? this.#batch
        : // Another call has another identity: it is no copy that the vendor would discard.
          this.#subset(again.filter((member) => isHarmless || !isUnclear(member)));
    if (!batch) return undefined;
    // A part may be planned as a call of another kind, such as one for a single item, whose copies do harm.
    const mayHarm = batch !== this.#batch && !copiesDoNoHarm(batch.call, this.#context);
    if (mayHarm && batch.members.some(isUnclear)) return undefined;
    const isCopy = batch === this.#batch && !isHarmless && members.some(isUnclear);
    const tried = new Set(batch.members.map(({ index }) => index));
    const states = [...latest].flatMap(([{ index }, state]) => (tried.has(index) ? [state] : []));
    this.#batch = batch;
    return { call: batch.call, subject: this.#subjectOf(batch), isCopy, ...whyRepeated(states) };
  }

  #subset(positions: readonly Position<Item>[]): Batch<Item, Value> | undefined {
    return positions.length > 0 ? this.#context.planSubset(positions) : undefined;
  }

  #subjectOf({ members, unlistedMeans }: Batch<Item, Value>): CallSubject {
    const { operation, sender, exposeUserIds } = this.#context;
    return {
      record: () => ({
        operation,
        items: members.map(({ userId, index, id }) => ({ userId, index, id })),
        unlistedMeans,
        ...(sender === undefined ? {} : { sender }),
      }),
      label: () => ({
        count: members.length,
        ...(exposeUserIds ? { userIds: Object.freeze(members.map(({ userId }) => userId)) } : {}),
      }),
    };
  }
}

function unaskedWarning(endpoint: string): PlanWarning {
  return {
    code: 'unasked_recipient',
    message: `a reply to ${endpoint} named recipients that were not in the call`,
  };
}

import type { CallSubject, Counts, NextAttempt, Observed, ProblemCleaner } from '../exchange/exchange.ts';
import { whereCopiesDoNoHarm } from '../model/problem.ts';
import type { PlanWarning } from '../model/warning.ts';
import type { CallLabel } from '../ports/hooks.ts';
import { isRecorded, type OperationKind } from '../ports/journal.ts';
import type { ListReply } from '../ports/plans.ts';
import type { CallResult } from '../ports/vendor-call.ts';
import { type Account, accountFor } from './account.ts';
import type { Batch, Position } from './batch.ts';
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
  /** What all attempts together say, by place in the first batch. */
  readonly #states: (ItemState<Value> | undefined)[];
  /** Where the members of a later batch stood in the first. */
  #places: readonly number[] | undefined;

  constructor(batch: Batch<Item, Value>, context: LedgerContext<Item, Value>) {
    this.#first = batch;
    this.#batch = batch;
    this.#context = context;
    this.#states = new Array(batch.members.length);
  }

  /** An attempt in another process, of which nobody knows. */
  begin(unclear: ItemState<Value>): void {
    this.#states.fill(unclear);
  }

  /** Every item of the batch with its state. */
  map<Outcome>(
    outcomeOf: (position: Position<Item>, state: ItemState<Value>) => Outcome,
  ): readonly Outcome[] {
    const { members } = this.#first;
    const outcomes: Outcome[] = [];
    for (let place = 0; place < members.length; place += 1) {
      const member = members[place];
      const state = this.#states[place];
      if (member && state) outcomes.push(outcomeOf(member, state));
    }
    return outcomes;
  }

  /** How the items stand after all attempts so far. */
  total(): Counts {
    return countStates(this.#states.filter((state) => state !== undefined));
  }

  /** What a journal and events say of the call that is being made. */
  get subject(): CallSubject {
    return new BatchSubject(this.#batch, this.#context);
  }

  observe(result: CallResult<ListReply<Value>>, cleaner: ProblemCleaner): Observed<ListReply<Value>> {
    const { members, unlistedMeans, call } = this.#batch;
    const account = accountFor(() => new Set(members.map(({ id }) => id)), result, unlistedMeans);
    const latest = this.#latest(account, cleaner);
    for (let index = 0; index < latest.length; index += 1) {
      const state = latest[index];
      const place = this.#placeOf(index);
      if (state) this.#states[place] = joinStates(this.#states[place], state);
    }
    for (const warning of result.warnings ?? []) this.#context.onWarning(warning);
    if (account.unasked > 0) this.#context.onWarning(unaskedWarning(call.endpoint));
    const counts = countStates(latest);
    return counts.accepted === members.length ? { counts } : { counts, next: this.#next(latest) };
  }

  /** What this attempt says of each member. Items that share a problem still do afterwards: it is looked through once. */
  #latest(account: Account<Value>, cleaner: ProblemCleaner): readonly ItemState<Value>[] {
    const { members } = this.#batch;
    const { everybody } = account;
    if (everybody) return new Array(members.length).fill(this.#clean(everybody, cleaner));
    const cleaned = new Map<ItemState<Value>, ItemState<Value>>();
    return members.map(({ id }) => {
      const said = account.stateOf(id);
      if (said.status === 'accepted') return said;
      const state = cleaned.get(said) ?? this.#clean(said, cleaner);
      cleaned.set(said, state);
      return state;
    });
  }

  #clean(state: ItemState<Value>, cleaner: ProblemCleaner): ItemState<Value> {
    if (state.status === 'accepted') return state;
    const problem = cleaner.clean(state.problem);
    const isHarmless = this.#batch.call.dedupWindowMs === Number.POSITIVE_INFINITY;
    return { ...state, problem: isHarmless ? whereCopiesDoNoHarm(problem) : problem };
  }

  /** Where a member of the batch that is being made stood in the first. */
  #placeOf(index: number): number {
    return this.#places ? (this.#places[index] ?? 0) : index;
  }

  /** Whether nobody knows of a member of the batch that is being made, over all attempts. */
  #isUnclear(index: number): boolean {
    return this.#states[this.#placeOf(index)]?.status === 'unconfirmed';
  }

  #next(latest: readonly ItemState<Value>[]): NextAttempt<ListReply<Value>> | undefined {
    const { call, members } = this.#batch;
    const isHarmless = copiesDoNoHarm(call, this.#context);
    const again = latest.flatMap((state, index) => (mayTryAgain(state, call, this.#context) ? [index] : []));
    if (again.length === members.length) {
      const isCopy = !isHarmless && again.some((index) => this.#isUnclear(index));
      return { call, subject: this.subject, isCopy, ...whyRepeated(latest) };
    }
    // Another call has another identity: it is no copy that the vendor would discard.
    const part = again.filter((index) => isHarmless || !this.#isUnclear(index));
    const batch = this.#subset(part.flatMap((index) => members[index] ?? []));
    if (!batch) return undefined;
    // A part may be planned as a call of another kind, such as one for a single item, whose copies do harm.
    const mayHarm = !copiesDoNoHarm(batch.call, this.#context);
    const indexOf = new Map(members.map((member, index) => [member.index, index]));
    const tried = batch.members.flatMap((member) => indexOf.get(member.index) ?? []);
    if (mayHarm && tried.some((index) => this.#isUnclear(index))) return undefined;
    const states = tried.flatMap((index) => latest[index] ?? []);
    const places = this.#places;
    this.#places = places ? tried.flatMap((index) => places[index] ?? []) : tried;
    this.#batch = batch;
    return { call: batch.call, subject: this.subject, isCopy: false, ...whyRepeated(states) };
  }

  #subset(positions: readonly Position<Item>[]): Batch<Item, Value> | undefined {
    return positions.length > 0 ? this.#context.planSubset(positions) : undefined;
  }
}

/** What is said of a call for a batch. */
class BatchSubject<Item, Value> implements CallSubject {
  readonly #batch: Batch<Item, Value>;
  readonly #context: Pick<LedgerContext<Item, Value>, 'operation' | 'sender' | 'exposeUserIds'>;

  constructor(
    batch: Batch<Item, Value>,
    context: Pick<LedgerContext<Item, Value>, 'operation' | 'sender' | 'exposeUserIds'>,
  ) {
    this.#batch = batch;
    this.#context = context;
  }

  record(): ReturnType<CallSubject['record']> {
    const { members, unlistedMeans } = this.#batch;
    const { operation, sender } = this.#context;
    if (!isRecorded(operation)) return undefined;
    return {
      operation,
      items: members.map(({ userId, index, id }) => ({ userId, index, id })),
      unlistedMeans,
      ...(sender === undefined ? {} : { sender }),
    };
  }

  label(): CallLabel {
    const { members } = this.#batch;
    return {
      count: members.length,
      ...(this.#context.exposeUserIds ? { userIds: Object.freeze(members.map(({ userId }) => userId)) } : {}),
    };
  }
}

function unaskedWarning(endpoint: string): PlanWarning {
  return {
    code: 'unasked_recipient',
    message: `a reply to ${endpoint} named recipients that were not in the call`,
  };
}

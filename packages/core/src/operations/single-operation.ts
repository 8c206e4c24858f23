import { countStates, type ItemState, joinStates, stateOf } from '../delivery/item-state.ts';
import { copiesDoNoHarm, mayTryAgain, whyRepeated } from '../delivery/repeat.ts';
import type { ExchangeContext } from '../exchange/context.ts';
import type { CallSubject, Exchange } from '../exchange/exchange.ts';
import { ownCall } from '../exchange/own-call.ts';
import { performCall } from '../exchange/perform-call.ts';
import { createProblem, whereCopiesDoNoHarm } from '../model/problem.ts';
import { isRecorded, type OperationKind } from '../ports/journal.ts';
import type { CallResult, VendorCall } from '../ports/vendor-call.ts';
import type { Send } from './send.ts';

/** What a single operation knows before its call is made. */
export interface SingleStart<Value> {
  readonly sender?: string;
  /** An attempt in another process, of which nobody knows. */
  readonly resumed?: Exchange<Value>['resumed'];
  readonly before?: ItemState<Value>;
}

const nothingKnown = stateOf(
  createProblem({
    code: 'vendor_error',
    effect: 'not_sent',
    transient: false,
    message: 'the call was not made',
  }),
);

/** A reader that breaks the contract: who has no problem has a value. */
const nothingSaid = stateOf(
  createProblem({
    code: 'bad_reply',
    effect: 'unknown',
    transient: false,
    message: 'the reply says neither what was done nor what went wrong',
  }),
);

/** Carries an operation through that is one call: its result, or the problem that all attempts together leave. */
export function performSingle<Value>(
  send: Send,
  planned: VendorCall<Value>,
  { sender, resumed, before }: SingleStart<Value>,
): Promise<ItemState<Value>> {
  const { context, operation, warnings } = send;
  const subject = subjectOf(operation, sender);
  let call = ownCall(planned);
  let state = before;
  return performCall(
    {
      call,
      subject,
      resumed,
      total: () => countStates(state ? [state] : []),
      observe(result) {
        for (const warning of result.warnings ?? []) warnings.add(warning);
        const latest = stateOfResult(result, call);
        state = joinStates(state, latest);
        const counts = countStates([latest]);
        if (!mayTryAgain(latest, call, context)) return { counts };
        if (result.discarded) {
          const renewed = renewedCall(call, state, context);
          if (!renewed) return { counts };
          call = renewed;
        }
        const isCopy = !copiesDoNoHarm(call, context) && state.status === 'unconfirmed';
        return { counts, next: { call, subject, isCopy, ...whyRepeated([latest]) } };
      },
    },
    context,
    () => state ?? nothingKnown,
  );
}

/**
 * The same message as another call, where the vendor would take the same one for a copy. Undefined where an attempt was
 * unclear: then the message may be there, and another call would bring it twice.
 */
function renewedCall<Value>(
  call: VendorCall<Value>,
  state: ItemState<Value>,
  { retryUnknown }: Pick<ExchangeContext, 'retryUnknown'>,
): VendorCall<Value> | undefined {
  if (state.status !== 'failed' && !retryUnknown) return undefined;
  try {
    return call.renewed?.();
  } catch {
    // What is known of the call stays as it is: it certainly did nothing.
    return undefined;
  }
}

function stateOfResult<Value>(
  { value, problem }: CallResult<Value>,
  { dedupWindowMs }: VendorCall<Value>,
): ItemState<Value> {
  if (!problem) return value === undefined ? nothingSaid : { status: 'accepted', value };
  return stateOf(dedupWindowMs === Number.POSITIVE_INFINITY ? whereCopiesDoNoHarm(problem) : problem);
}

function subjectOf(operation: OperationKind, sender: string | undefined): CallSubject {
  return {
    record: () =>
      !isRecorded(operation)
        ? undefined
        : {
            operation,
            items: [],
            unlistedMeans: 'unconfirmed',
            ...(sender === undefined ? {} : { sender }),
          },
    label: () => ({ count: 1 }),
  };
}

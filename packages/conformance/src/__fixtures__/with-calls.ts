import type {
  AdapterPlans,
  ChatAdapter,
  ListPlan,
  PlannedBatch,
  SinglePlan,
  VendorCall,
} from '@polychat/core/adapter';

export type Break = (adapter: ChatAdapter) => ChatAdapter;

/** Changes a call, whatever its result is. */
export type ChangeCall = <Result>(call: VendorCall<Result>) => VendorCall<Result>;

/** Changes the plans of an adapter. */
export const withPlans =
  (change: (plan: AdapterPlans) => AdapterPlans): Break =>
  (adapter) => ({ ...adapter, plan: { ...adapter.plan, ...change(adapter.plan) } });

/** Changes every batch of a plan. */
export function changeBatches<Item, Value>(
  plan: ListPlan<Item, Value>,
  change: (batch: PlannedBatch<Value>) => PlannedBatch<Value>,
): ListPlan<Item, Value> {
  return { ...plan, next: (pending) => change(plan.next(pending)) };
}

/** Changes the call of a plan, and the one that it becomes where it is renewed. */
export function changeCall<Value>(
  plan: SinglePlan<Value>,
  change: (call: VendorCall<Value>) => VendorCall<Value>,
): SinglePlan<Value> {
  const changed = (call: VendorCall<Value>): VendorCall<Value> => {
    const { renewed } = call;
    return change(renewed ? { ...call, renewed: () => changed(renewed()) } : call);
  };
  return { ...plan, call: () => changed(plan.call()) };
}

/** Changes every call of an adapter, but for those that fetch a token and those that are resumed. */
export const withCalls = (change: ChangeCall): Break =>
  withPlans(({ direct, audience, group, room, users, verify }) => {
    const inBatch = <Value>(batch: PlannedBatch<Value>): PlannedBatch<Value> =>
      batch.call ? { ...batch, call: change(batch.call) } : batch;
    return {
      ...(direct && { direct: (...given) => changeBatches(direct(...given), inBatch) }),
      ...(users && { users: (...given) => changeBatches(users(...given), inBatch) }),
      ...(audience && { audience: (...given) => changeCall(audience(...given), change) }),
      ...(group && { group: (...given) => changeCall(group(...given), change) }),
      ...(room && { room: (...given) => changeCall(room(...given), change) }),
      ...(verify && { verify: (...given) => change(verify(...given)) }),
    };
  });

import type { ChatAdapter, PlannedBatch, VendorCall } from '@polychat/core/adapter';

export type Break = (adapter: ChatAdapter) => ChatAdapter;

/** Changes every call of an adapter. */
export const withCalls =
  (change: (call: VendorCall) => VendorCall): Break =>
  (adapter) => {
    const slice = (planned: PlannedBatch) =>
      planned.call ? { ...planned, call: change(planned.call) } : planned;
    return {
      ...adapter,
      planDirect(message, context) {
        const plan = adapter.planDirect(message, context);
        return { ...plan, next: (pending) => slice(plan.next(pending)) };
      },
      planUsers(context) {
        const plan = adapter.planUsers(context);
        return { ...plan, next: (pending) => slice(plan.next(pending)) };
      },
      planBroadcast(message, context) {
        const plan = adapter.planBroadcast(message, context);
        return { ...plan, call: () => change(plan.call()) };
      },
    };
  };

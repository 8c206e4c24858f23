import type { BroadcastMessage, DirectMessage, UserProfile } from '@polychat/core';
import type { PlanContext, PlannedBatch, VendorCall } from '@polychat/core/adapter';
import { tencentIm } from '../adapter.ts';
import type { TencentImOptions } from '../options.ts';

/** The sample key of the vendor's own libraries. */
export const secretKey = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';
export const startMs = 1_700_000_000_123;
/** What `startMs` is in 32 bits. */
export const startSequence = startMs % 2 ** 32;

export function createAdapter(options: Partial<TencentImOptions> = {}) {
  return tencentIm({
    sdkAppId: 1_400_000_000,
    secretKey,
    adminUserId: 'administrator',
    region: 'singapore',
    ...options,
  });
}

/** A clock that stands still, and random numbers that count from 1. */
export function createContext(now = startMs): PlanContext {
  let count = 0;
  return {
    now: () => now,
    random: () => {
      count += 1;
      return count;
    },
  };
}

type Fields = Omit<DirectMessage, 'to'>;

/** Plans a direct message as the engine would: our defaults are filled in. */
export function planDirect(
  { vendor, ...fields }: Fields,
  adapter = createAdapter(),
  context = createContext(),
) {
  return adapter.planDirect(
    {
      ...fields,
      priority: fields.priority ?? 'normal',
      senderCopy: fields.senderCopy ?? true,
      countsAsUnread: fields.countsAsUnread ?? true,
      readReceipt: fields.readReceipt ?? false,
      vendorFields: vendor?.tencentIm,
    },
    context,
  );
}

export function planBroadcast(
  { vendor, ...fields }: BroadcastMessage,
  adapter = createAdapter(),
  context = createContext(),
) {
  return adapter.planBroadcast({ ...fields, vendorFields: vendor?.tencentIm }, context);
}

/** Every slice of a plan for these items. */
export function slicesOf<Item>(
  plan: { readonly maxItems: number; next(pending: readonly Item[]): PlannedBatch },
  items: readonly Item[],
): PlannedBatch[] {
  const slices: PlannedBatch[] = [];
  let pending = items;
  while (pending.length > 0) {
    const slice = plan.next(pending.slice(0, plan.maxItems));
    slices.push(slice);
    pending = pending.slice(slice.taken);
  }
  return slices;
}

/** Every call of a direct message to these users. */
export function callsOf(
  message: Fields,
  to: readonly string[],
  options: Partial<TencentImOptions> = {},
): VendorCall[] {
  return slicesOf(planDirect(message, createAdapter(options)), to).flatMap(({ call }) => call ?? []);
}

export function userCallsOf(users: readonly UserProfile[]): VendorCall[] {
  return slicesOf(createAdapter().planUsers(createContext()), users).flatMap(({ call }) => call ?? []);
}

export function bodyOf(call: VendorCall | undefined): Record<string, unknown> {
  if (!call) throw new Error('there is no call');
  return JSON.parse(call.body());
}

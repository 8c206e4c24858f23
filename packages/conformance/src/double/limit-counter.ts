import type { Audience } from '@polychat/core';
import type { VendorLimit } from '../vendor-double.ts';

/** A request, as far as limits count it. */
export interface CountedRequest {
  readonly endpoint: string;
  /** Default: none. */
  readonly recipients?: readonly string[];
  readonly sender?: string;
  /** The id of the group or the room that it is for. */
  readonly conversation?: string;
  readonly audience?: Audience;
}

/** Counts requests as a vendor does: in windows that slide, and only those that it lets pass. */
export class LimitCounter {
  readonly #limits: readonly VendorLimit[];
  /** When the units of each counter were used. */
  readonly #used = new Map<string, number[]>();

  constructor(limits: readonly VendorLimit[]) {
    this.#limits = limits;
  }

  /** Counts a request in all limits that are about it. Counts nothing, and returns the first that is full, otherwise. */
  count(request: CountedRequest, now: number): VendorLimit | undefined {
    const uses = this.#limits.flatMap((limit, index) =>
      countersOf(limit, request).map(({ key, units }) => ({ limit, name: `${index} ${key}`, units })),
    );
    for (const { limit, name, units } of uses) {
      const recent = (this.#used.get(name) ?? []).filter((at) => at > now - limit.windowMs);
      this.#used.set(name, recent);
      if (recent.length + units > limit.capacity) return limit;
    }
    for (const { name, units } of uses) {
      this.#used.get(name)?.push(...Array.from({ length: units }, () => now));
    }
    return undefined;
  }
}

function countersOf(
  { endpoints, audiences, counts, per = 'app' }: VendorLimit,
  { endpoint, recipients = [], sender = '', conversation = '', audience }: CountedRequest,
): readonly { readonly key: string; readonly units: number }[] {
  const isMeant = audiences === undefined || (audience !== undefined && audiences.includes(audience));
  if (!endpoints.includes(endpoint) || !isMeant) return [];
  if (per === 'recipient') return recipients.map((key) => ({ key, units: 1 }));
  const key = { app: '', sender, conversation }[per];
  return [{ key, units: counts === 'calls' ? 1 : recipients.length }];
}

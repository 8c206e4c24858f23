import type { VendorLimit } from './vendor-double.ts';
import { type Arrival, slowestMs } from './watcher.ts';

/** How much a request counts. */
function unitsOf({ counts }: VendorLimit, { recipients }: Arrival): number {
  return counts === 'calls' ? 1 : recipients.length;
}

/** The arrivals that the vendor counts together: all of them, or those for each recipient, of each sender or in each conversation. */
export function counters(
  { per = 'app', endpoints, audiences }: VendorLimit,
  arrivals: readonly Arrival[],
): readonly (readonly Arrival[])[] {
  const counted = arrivals.filter(
    ({ endpoint, audience }) =>
      endpoints.includes(endpoint) &&
      (!audiences || (audience !== undefined && audiences.includes(audience))),
  );
  if (per === 'app') return counted.length > 0 ? [counted] : [];
  if (per === 'conversation') return [...Map.groupBy(counted, ({ conversation }) => conversation).values()];
  if (per === 'sender') return [...Map.groupBy(counted, ({ sender }) => sender).values()];
  const each = counted.flatMap((arrival) =>
    arrival.recipients.map((recipient) => ({ ...arrival, recipients: [recipient] })),
  );
  return [...Map.groupBy(each, ({ recipients }) => recipients[0]).values()];
}

/** All units of some arrivals. */
export function sum(limit: VendorLimit, arrivals: readonly Arrival[]): number {
  return arrivals.reduce((total, arrival) => total + unitsOf(limit, arrival), 0);
}

/** The most units that ever fell into one window. */
export function peak(limit: VendorLimit, arrivals: readonly Arrival[]): number {
  let highest = 0;
  let inWindow = 0;
  let oldest = 0;
  for (const arrival of arrivals) {
    inWindow += unitsOf(limit, arrival);
    for (let first = arrivals[oldest]; first && first.at <= arrival.at - limit.windowMs; ) {
      inWindow -= unitsOf(limit, first);
      oldest += 1;
      first = arrivals[oldest];
    }
    highest = Math.max(highest, inWindow);
  }
  return highest;
}

/** Whether the first window is so full that no other request of that size has capacity in it. */
export function isFull(limit: VendorLimit, arrivals: readonly Arrival[], startMs: number): boolean {
  const end = startMs + Math.max(limit.windowMs, slowestMs);
  const first = arrivals.filter(({ at }) => at < end);
  const largest = Math.max(1, ...arrivals.map((arrival) => unitsOf(limit, arrival)));
  return sum(limit, first) + largest > limit.capacity;
}

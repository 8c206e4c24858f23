import { createMemoryPacer } from '../defaults/memory-pacer.ts';
import type { Lease, LeaseEnd, Limit, PacedCost, Pacer, PacerRequest } from '../ports/pacer.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** Two calls in a second. */
export const calls: Limit = {
  name: 'calls',
  capacity: 2,
  windowMs: 1_000,
  kind: 'rate',
  countedBy: 'app',
  source: 'test',
};
/** A hundred recipients in a minute. */
export const recipients: Limit = { ...calls, name: 'recipients', capacity: 100, windowMs: 60_000 };
/** One in a day. */
export const daily: Limit = { ...calls, name: 'daily', capacity: 1, windowMs: 86_400_000, kind: 'quota' };

/** A cost that is counted for the whole app, or for a key within it. */
export const of = (limit: Limit, units = 1, key = ''): PacedCost => ({
  limit,
  units,
  counter: `${limit.name}\n\n${key}`,
});

/** A request for these costs, with what a pacer is told beside. */
export function requestOf(costs: readonly PacedCost[], more: Partial<PacerRequest> = {}): PacerRequest {
  return { scope: 'app', costs, sendId: 'send-1', holdMs: 10_000, ...more };
}

interface PacedCall extends Partial<Pick<PacerRequest, 'maxWaitMs' | 'signal' | 'onWait'>> {
  /** When the call ends, after it went. Default at once. */
  readonly lastsMs?: number;
  /** Default `replied`. */
  readonly end?: LeaseEnd;
}

/** A pacer on a simulated clock, and calls that note when they went. */
export function setUpPacing() {
  const clock = new SimulatedClock();
  const pacer = createMemoryPacer({ clock });
  const start = clock.monotonic();
  const log: string[] = [];
  /** Asks for capacity, notes when it came, and ends the call some time after. */
  const call = (name: string, costs: readonly PacedCost[], options: PacedCall = {}) => {
    const { lastsMs, end = { how: 'replied' }, ...more } = options;
    return Promise.resolve(pacer.acquire(requestOf(costs, more))).then((answer) => {
      const at = clock.monotonic() - start;
      if (answer === 'aborted') log.push(`${name} aborted at ${at}`);
      else if ('settle' in answer) {
        log.push(`${name} at ${at}`);
        if (lastsMs) clock.schedule(() => answer.settle(end), lastsMs);
        else answer.settle(end);
      } else log.push(`${name} refused at ${at}: ${answer.limit.name} ${answer.waitMs}`);
    });
  };
  return { clock, pacer, log, call };
}

/** A lease that can be had at once. */
export function leaseOf(pacer: Pacer, ...costs: readonly PacedCost[]): Promise<Lease> {
  return leaseIn('app', pacer, ...costs);
}

/** The same in a scope, such as `plain app-1`. */
export async function leaseIn(scope: string, pacer: Pacer, ...costs: readonly PacedCost[]): Promise<Lease> {
  const answer = await pacer.acquire(requestOf(costs, { scope }));
  if (answer === 'aborted' || !('settle' in answer)) throw new Error('no capacity');
  return answer;
}

import { ChatError, createChat, createMemoryPacer } from '@polychat/core';
import { cpuSince } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import type { Sizes } from '../sizes.ts';
import { estimate, ratios } from '../statistics.ts';
import { type BenchVendor, vendors } from '../vendors.ts';
import { warmUp } from '../warm-up.ts';

const [few, many] = [1_000, 20_000];
const underWay = 10;

/**
 * What a send costs that waits for its turn, by how many wait: from the call of `sendDirect` until it is cancelled. All
 * have one signal, as those of a server have that cancels them when it shuts down.
 */
export async function measureWaiting({ rounds }: Sizes): Promise<PartReport> {
  const figures: Figure[] = [];
  for (const vendor of vendors) {
    await warmUp(vendor);
    const [ofFew, ofMany]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round += 1) {
      const [one, other] = [await measureWaits(vendor, few), await measureWaits(vendor, many)];
      // The first round warms up.
      if (round === 0) continue;
      ofFew.push(one);
      ofMany.push(other);
    }
    figures.push(
      {
        what: `${vendor.name}: of ${few} sends that wait, CPU of each`,
        unit: 'µs',
        measured: estimate(ofFew),
      },
      {
        what: `${vendor.name}: of ${many} sends that wait, CPU of each`,
        unit: 'µs',
        measured: estimate(ofMany),
      },
      {
        what: `${vendor.name}: the second against the first`,
        unit: '',
        measured: estimate(ratios(ofMany, ofFew)),
        goal: { is: 'at most', value: 2 },
      },
    );
  }
  return {
    title: 'Sends that wait for their turn',
    method: `${few} and ${many} sends at once behind a limit of ${underWay} calls, one signal for all, ${rounds} rounds`,
    figures,
  };
}

/** Microseconds of CPU of each of so many sends. */
async function measureWaits(vendor: BenchVendor, sends: number): Promise<number> {
  const inMemory = createMemoryPacer();
  const chat = createChat(vendor.adapter(), {
    // So many calls may be under way, and none of them ends.
    pacer: {
      acquire: ({ costs, ...rest }) =>
        inMemory.acquire({
          ...rest,
          costs: costs.map((cost) => ({ ...cost, units: 1, limit: { ...cost.limit, capacity: underWay } })),
        }),
    },
    transport: { send: () => new Promise(() => {}) },
    deadlineMs: 3_600_000,
    timeoutMs: 3_600_000,
  });
  const cancelling = new AbortController();
  const cpu = process.cpuUsage();
  const ended = Promise.allSettled(
    Array.from({ length: sends }, () => chat.sendDirect(message, { signal: cancelling.signal })),
  );
  await new Promise<void>((resolve) => void setImmediate(resolve));
  cancelling.abort();
  const results = await ended;
  const micros = cpuSince(cpu);
  if (!results.every(isCancelled)) throw new Error('a send did not wait');
  await chat.close({ drainMs: 0 });
  return micros / sends;
}

function isCancelled(result: PromiseSettledResult<unknown>): boolean {
  return result.status === 'rejected' && ChatError.is(result.reason) && result.reason.code === 'aborted';
}

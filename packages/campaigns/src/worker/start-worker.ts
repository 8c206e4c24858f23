import type { Clock } from '@polychat/core';
import type { CompleteOptions } from '../options.ts';
import type { Engine } from '../ports/engine.ts';
import { CampaignWorker } from './campaign-worker.ts';
import { StoreClock } from './store-clock.ts';

/** Works on campaigns until it is closed. */
export interface Worker {
  /**
   * Takes no more chunks, lets calls in flight end, and gives its chunks back, so that another worker goes on at once.
   * With `drainMs` a store that is away is waited for no longer than that, in milliseconds; then what was not stored is
   * taken over like after a crash. Default 10,000.
   */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

/** How often campaigns that are past their time are looked for, in milliseconds. */
const pruneEveryMs = 600_000;
/** A worker says that it lives so many times while a lease lasts, and at least every second. */
const renewalsPerLease = 5;

export function startWorker(options: CompleteOptions, engine: Engine, clock: Clock): Worker {
  const { store, chats, concurrency, leaseMs, pollMs, onError } = options;
  const runner = new CampaignWorker(
    { store, chats, clock, storeClock: new StoreClock(clock), leaseMs, onError },
    { concurrency, pollMs, renewMs: Math.min(1_000, leaseMs / renewalsPerLease) },
  );
  const engineWorker = engine.work({
    concurrency,
    pollMs,
    async run(job) {
      try {
        return await runner.run(job);
      } catch (error) {
        onError(error);
        throw error;
      }
    },
  });
  const stopPruning = keepPruning(options, clock);
  return {
    async close({ drainMs = 10_000 } = {}) {
      stopPruning();
      runner.stop();
      const cancel = clock.schedule(() => runner.abandon(), drainMs);
      await engineWorker.close();
      cancel();
    },
  };
}

/** Removes what is past its time, now and from then on. */
function keepPruning({ store, retention, onError }: CompleteOptions, clock: Clock): () => void {
  const { afterMs, maxBytes } = retention;
  let cancel = () => {};
  const prune = async () => {
    try {
      const doneBefore = (await store.now()) - afterMs;
      await store.prune({
        ...(Number.isFinite(doneBefore) ? { doneBefore } : {}),
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
    } catch (error) {
      onError(error);
    }
  };
  const schedule = () => {
    cancel = clock.schedule(() => {
      schedule();
      void prune();
    }, pruneEveryMs);
  };
  schedule();
  void prune();
  return () => cancel();
}

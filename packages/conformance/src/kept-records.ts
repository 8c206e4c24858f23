import type { CallRecord } from '@polychat/core/adapter';
import type { Trial } from './trial.ts';

/** A record, and how many requests had left when it was stored. */
interface Stored {
  readonly record: CallRecord;
  readonly before: number;
}

/** A journal that keeps what it is given, as a store would: as JSON. */
export function keepRecords(trial: Trial) {
  const stored: Stored[] = [];
  return {
    stored,
    begin: async (records: readonly CallRecord[]) => {
      // A store takes its time.
      await new Promise((resolve) => setImmediate(resolve));
      for (const record of records) {
        stored.push({
          record: JSON.parse(JSON.stringify(record)),
          before: trial.transport.exchanges.length,
        });
      }
    },
  };
}

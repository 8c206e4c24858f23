import type { CallRecord, Journal } from '@polychat/core';
import type { VendorBehaviour } from './chat-trial.ts';
import type { Posted } from './posted.ts';

/** A journal that keeps everything, and a vendor that notes what arrives and is not in it. */
export function watchCalls() {
  const records: CallRecord[] = [];
  const journal: Journal = {
    async begin(given) {
      await Promise.resolve();
      records.push(...given);
    },
  };
  const missing: string[] = [];
  const behaviourOf = (at: number): VendorBehaviour => ({
    onRequest(posted) {
      const name = `vendor${at + 1}`;
      const isKept = records.some((record) => record.chat === name && isOf(record, posted));
      if (!isKept) missing.push(`${posted.command} at ${name}`);
    },
  });
  return { records, journal, missing, behaviourOf };
}

function isOf({ body }: CallRecord, posted: Posted): boolean {
  return body !== undefined && (JSON.parse(body.text) as Posted).id === posted.id;
}

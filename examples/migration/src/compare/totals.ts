import type { MigrationReport } from '@polychat/routing';
import type { Comparison } from './compare.ts';
import type { Entry } from './ledger.ts';

/** What the reports count otherwise than receipts and inboxes do, in words. */
export function wronglyCounted(
  reports: readonly MigrationReport[],
  entries: readonly Entry[],
  { copies }: Comparison,
): readonly string[] {
  const stages = reports.flatMap((report) => report.stages);
  const copied = stages.flatMap(({ other }) => (other && !other.isRehearsal ? [other] : []));
  const faults: string[] = [];
  const expect = (what: string, counted: number, least: number, most = least) => {
    if (counted >= least && counted <= most) return;
    faults.push(
      `the report counts ${counted} ${what}, not ${least === most ? least : `${least} to ${most}`}`,
    );
  };

  const fates = entries.flatMap((entry) => entry.fates);
  for (const status of ['accepted', 'failed', 'unconfirmed'] as const) {
    const said = fates.filter((fate) => fate.status === status).length;
    expect(`${status} by the authority`, sum(stages.map(({ authority }) => authority[status])), said);
  }
  const written = sum(copied.map(({ accepted, writtenLater }) => accepted + writtenLater));
  const unclear = sum(copied.map(({ unconfirmed }) => unconfirmed));
  expect('copies written', written, copies.there - unclear, copies.there);
  const tried = copied.map(({ accepted, failed, unconfirmed, notWritten }) => {
    return accepted + failed + unconfirmed + notWritten;
  });
  expect('copies that were due', sum(tried), copies.count);
  return faults;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

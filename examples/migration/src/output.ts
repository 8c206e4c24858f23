import type { MigrationReport } from '@polychat/routing';
import type { Comparison, Found } from './compare/compare.ts';
import type { Step } from './scenario/steps.ts';

/** What there is to tell of a week. */
export interface Week {
  readonly week: number;
  readonly step: Step;
  /** How often something went wrong at a vendor. */
  readonly troubles: number;
  readonly comparison: Comparison;
}

/** What became of a week, for a terminal. */
export function describeStep({ week, step, troubles, comparison }: Week): string {
  const part = step.rollout === 1 ? '' : ` for ${step.rollout * 100} %`;
  const title = `week ${week}, ${step.stage}${part}: ${step.title}`;
  return [title, `  things went wrong ${troubles} times`, ...linesOf(comparison)].join('\n');
}

/** What the whole move came to. */
export function describeEnd(comparison: Comparison, faults: readonly string[]): string {
  const lines = ['all weeks, receipts and report laid beside the inboxes', ...linesOf(comparison)];
  if (faults.length === 0) return [...lines, 'Receipts, report and inboxes agree.'].join('\n');
  return [...lines, `They do not agree in ${faults.length} points:`, ...faults].join('\n');
}

/** Refusals that do not pass by themselves. Somebody has to decide about each. */
const lasting = ['recipient_blocked', 'invalid_message', 'content_rejected', 'recipient_not_found'];

/** What the report names that will be so again, whatever is repeated. */
export function describeLasting({ stages }: MigrationReport): string {
  const lines = stages.flatMap(({ stage, other }) =>
    (other?.mismatches ?? [])
      .filter((mismatch) => mismatch.authority === 'accepted' && lasting.includes(mismatch.other))
      .map(({ other: code, count, examples: [example] }) => {
        return `  ${stage}: ${count} × ${code} at ${other?.via}, such as ${example?.userId}`;
      }),
  );
  return ['accepted by one vendor, and lastingly refused by the other:', ...lines].join('\n');
}

function linesOf({ accepted, unconfirmed, failed, copies, reported }: Comparison): readonly string[] {
  const line = (what: string, { count, there }: Found, more = '') =>
    `  ${what.padEnd(12)} ${String(count).padStart(5)}, in the inbox ${String(there).padStart(5)}${more}`;
  return [
    line('accepted', accepted),
    line('unconfirmed', unconfirmed),
    line('failed', failed),
    ...(copies.count === 0 ? [] : [line('copies due', copies, `, reported as missing ${reported}`)]),
  ];
}

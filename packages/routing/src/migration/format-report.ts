import type { LatencyReport } from './latency-histogram.ts';
import type {
  MigrationReport,
  Mismatch,
  OtherSideReport,
  OutcomeCode,
  SideReport,
  StageReport,
} from './migration-report.ts';

/** So many mismatches of a stage are shown. */
const mostMismatches = 5;

/** What may be over by itself tomorrow. Everything else stays until somebody does something about it, and is shown first. */
const passing: ReadonlySet<OutcomeCode> = new Set([
  'accepted',
  'aborted',
  'bad_reply',
  'network',
  'quota_exhausted',
  'rate_limited',
  'timeout',
  'vendor_error',
  'vendor_unavailable',
]);

/** A report as a few lines for a terminal or a log: no colours, and nothing of a message. */
export function formatMigrationReport(report: MigrationReport): string {
  const { chat, from, to, stage = 'not known', rollout, stages, waiting, missing, missingDropped } = report;
  const part = rollout === undefined || rollout === 1 ? '' : `, ${percent(rollout)} of it`;
  const lines = [`${chat}: ${from} → ${to}, stage ${stage}${part}`];
  if (stages.length === 0) lines.push('nothing was sent yet');
  for (const one of stages) lines.push('', ...linesOf(one));
  const dropped = missingDropped === 0 ? '' : `, ${missingDropped} more not kept`;
  lines.push('', `copies: ${waiting} waiting, ${missing} missing${dropped}`);
  return lines.join('\n');
}

const nouns = { broadcast: 'broadcasts', group: 'messages to groups', room: 'messages to rooms' } as const;

function linesOf({ stage, operation, authority, other }: StageReport): readonly string[] {
  const title = operation === 'direct' ? stage : `${stage}, ${nouns[operation]}`;
  const lines = [title, ...table([authority, ...(other ? [other] : [])])];
  return other ? [...lines, ...comparison(other)] : lines;
}

/** The chats below each other, in columns. */
function table(sides: readonly SideReport[]): readonly string[] {
  const rows = [
    ['', 'accepted', 'failed', 'unclear', 'half within', '95 % within', 'slowest'],
    ...sides.map((side) => [
      side.via,
      ...[side.accepted, side.failed, side.unconfirmed].map(String),
      ...times(side.latency),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    `  ${row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')}`.trimEnd(),
  );
}

function times(latency: LatencyReport | undefined): readonly string[] {
  if (!latency) return ['', '', ''];
  return [latency.p50Ms, latency.p95Ms, latency.maxMs].map((ms) => `${ms} ms`);
}

function comparison(other: OtherSideReport): readonly string[] {
  const { agreed, mismatches, notWritten, alreadyWritten, writtenLater, isRehearsal, via } = other;
  const differing = mismatches.reduce((sum, { count }) => sum + count, 0);
  const all = agreed + differing;
  const lines: string[] = [];
  if (isRehearsal) lines.push(`  a rehearsal: nothing was sent through ${via}`);
  if (all > 0) lines.push(`  agreement: ${agreed} of ${all} (${percent(agreed / all)})`);
  for (const { authority, other: said, count, examples } of lastingFirst(mismatches).slice(
    0,
    mostMismatches,
  )) {
    const [first] = examples;
    const ids = [first?.userId, first?.idempotencyKey ?? first?.correlationId ?? first?.sendId];
    const example = ids.filter((id) => id !== undefined).map(shown);
    lines.push(`    ${count} × ${authority} → ${said}, such as ${example.join(' in ')}`);
  }
  const hidden = mismatches.length - mostMismatches;
  if (hidden > 0) lines.push(`    and ${hidden} more kinds`);
  if (notWritten > 0) lines.push(`  not written: ${notWritten}`);
  if (alreadyWritten > 0) lines.push(`  written already for the same key: ${alreadyWritten}`);
  if (writtenLater > 0) lines.push(`  written later: ${writtenLater}`);
  return lines;
}

/** Those that pass may be many, and would hide the others. */
function lastingFirst(mismatches: readonly Mismatch[]): readonly Mismatch[] {
  const isPassing = ({ authority, other }: Mismatch) => passing.has(authority) && passing.has(other);
  return [...mismatches.filter((one) => !isPassing(one)), ...mismatches.filter(isPassing)];
}

/** Ids may hold anything: what would move the cursor, or look like another line, becomes `?`. */
function shown(id: string): string {
  return id.slice(0, 64).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** Rounded down, so that only what is whole is 100 %. */
function percent(part: number): string {
  return `${Math.floor(part * 1_000) / 10} %`;
}

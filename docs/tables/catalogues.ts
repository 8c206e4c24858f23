import { readFileSync } from 'node:fs';
import { type ProblemCode, problemCodes } from '@polychat/core';
import { type Catalogue, type CatalogueRow, createProblem } from '@polychat/core/adapter';
import { safeRepeats as tencentImRepeats } from '../../packages/tencent-im/src/error-codes.ts';
import { catalogue as tencentIm } from '../../packages/tencent-im/src/errors.ts';
import { safeRepeats as zimRepeats } from '../../packages/zim/src/error-codes.ts';
import { catalogue as zim } from '../../packages/zim/src/errors.ts';
import { table } from './markdown.ts';

interface Reference {
  readonly code: number;
  readonly area: string;
  readonly meaning: string;
}

function readReference(adapter: string): Map<number, Reference> {
  const url = new URL(`../../packages/${adapter}/reference/errors.json`, import.meta.url);
  const entries: Reference[] = JSON.parse(readFileSync(url, 'utf8'));
  return new Map(entries.map((entry) => [entry.code, entry]));
}

const order = (code: ProblemCode) => problemCodes.indexOf(code);

/** The cells that every row of the catalogue fills: the problem that the engine makes of it. */
function meaningOf({ code, effect, transient }: CatalogueRow): string[] {
  const problem = createProblem({ code, effect, transient, message: '' });
  const yesOrNo = (value: boolean) => (value ? 'yes' : 'no');
  return [`\`${code}\``, effect, yesOrNo(problem.transient), yesOrNo(problem.retryable)];
}
const meaningHead = ['becomes', 'effect', 'transient', 'retryable'];

function catalogueTable(catalogue: Catalogue, reference: ReadonlyMap<number, Reference>): string {
  const rows = [...catalogue.entries()]
    .toSorted(([codeA, a], [codeB, b]) => order(a.code) - order(b.code) || Number(codeA) - Number(codeB))
    .map(([code, row]) => [String(code), ...meaningOf(row), reference.get(Number(code))?.meaning ?? '']);
  const ranges = catalogue.ranges.map((range) => [
    `${range.first} to ${range.last}`,
    ...meaningOf(range),
    'What your own webhook answered.',
  ]);
  return table(['code', ...meaningHead, 'meaning'], [...rows, ...ranges]);
}

function exceptionsTable(catalogue: Catalogue): string {
  return table(
    ['code', 'where', ...meaningHead],
    catalogue.exceptions.map(({ vendorCode, endpoint, position, ...row }) => [
      String(vendorCode),
      [
        endpoint && `in \`${endpoint}\``,
        position && (position === 'call' ? 'for the whole call' : 'for one recipient'),
      ]
        .filter(Boolean)
        .join(', '),
      ...meaningOf(row),
    ]),
  );
}

function repeatsTable(repeats: typeof tencentImRepeats): string {
  return table(
    ['codes', 'nothing was done, since'],
    repeats.map(({ codes, only, why }) => [codes.join(', ') + (only ? `, in \`${only}\` alone` : ''), why]),
  );
}

/** The tables of docs/errors.md, by name. */
export function catalogueTables(): Record<string, string> {
  return {
    'zim codes': catalogueTable(zim, readReference('zim')),
    'zim exceptions': exceptionsTable(zim),
    'zim repeats': repeatsTable(zimRepeats),
    'tencent-im codes': catalogueTable(tencentIm, readReference('tencent-im')),
    'tencent-im exceptions': exceptionsTable(tencentIm),
    'tencent-im repeats': repeatsTable(tencentImRepeats),
  };
}

import { readFileSync } from 'node:fs';
import { type ProblemCode, problemCodes } from '@polychat/core';
import type { Catalogue } from '@polychat/core/adapter';
import { catalogue as tencentIm } from '../../packages/tencent-im/src/errors.ts';
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

function catalogueTable(catalogue: Catalogue, reference: ReadonlyMap<number, Reference>): string {
  const rows = [...catalogue.entries()]
    .toSorted(([codeA, a], [codeB, b]) => order(a.code) - order(b.code) || codeA - codeB)
    .map(([code, row]) => [
      String(code),
      `\`${row.code}\``,
      row.effect,
      row.retryable ? 'yes' : 'no',
      reference.get(code)?.meaning ?? '',
    ]);
  const ranges = catalogue.ranges.map(({ first, last, code, effect, retryable }) => [
    `${first} to ${last}`,
    `\`${code}\``,
    effect,
    retryable ? 'yes' : 'no',
    'What your own webhook answered.',
  ]);
  return table(['code', 'becomes', 'effect', 'retryable', 'meaning'], [...rows, ...ranges]);
}

function exceptionsTable(catalogue: Catalogue): string {
  return table(
    ['code', 'where', 'becomes', 'effect', 'retryable'],
    catalogue.exceptions.map(({ vendorCode, endpoint, position, code, effect, retryable }) => [
      String(vendorCode),
      [
        endpoint && `in \`${endpoint}\``,
        position && (position === 'call' ? 'for the whole call' : 'for one recipient'),
      ]
        .filter(Boolean)
        .join(', '),
      `\`${code}\``,
      effect,
      retryable ? 'yes' : 'no',
    ]),
  );
}

/** The tables of docs/errors.md, by name. */
export function catalogueTables(): Record<string, string> {
  return {
    'zim codes': catalogueTable(zim, readReference('zim')),
    'zim exceptions': exceptionsTable(zim),
    'tencent-im codes': catalogueTable(tencentIm, readReference('tencent-im')),
    'tencent-im exceptions': exceptionsTable(tencentIm),
  };
}

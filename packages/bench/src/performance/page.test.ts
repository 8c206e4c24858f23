import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { markdownPart } from './markdown.ts';
import { withReport } from './page.ts';

const measured = { median: 0.4, low: 0.39, high: 0.42 };

test('a part is a heading, its command and its tables', () => {
  const part = {
    title: 'A message over loopback',
    method: '400 messages a turn',
    comparison: [
      ['', 'CPU µs'],
      ['got', '935'],
    ],
    figures: [{ what: 'CPU', unit: '', measured, goal: { is: 'at most', value: 0.45 } as const }],
  };
  expect(markdownPart(part, 'npm run bench:part -- send')).toBe(
    [
      '### A message over loopback',
      '`npm run bench:part -- send`: 400 messages a turn.',
      '|  | CPU µs |\n| --- | --- |\n| got | 935 |',
      '|  | median | middle half | goal | reached |\n| --- | --- | --- | --- | --- |\n| CPU | 0.40 | 0.39 to 0.42 | ≤ 0.45 | yes |',
    ].join('\n\n'),
  );
});

test('a page gets the report between its marks, again and again, and keeps the rest', () => {
  const path = join(import.meta.dirname, '../../../../docs/performance.md');
  const page = readFileSync(path, 'utf8');
  const once = withReport(page, 'first');
  expect(once).toContain('-->\n\nfirst\n\n<!--');
  expect(once.split('\n')[0]).toBe(page.split('\n')[0]);
  expect(withReport(once, 'second')).toBe(withReport(page, 'second'));
});

test('a page without marks is refused', () => {
  expect(() => withReport('# Performance', 'x')).toThrow('the page has no <!-- measured');
});

import { type Figure, type PartReport, verdict } from '../report.ts';
import { digits } from '../table.ts';

/** A table of Markdown, its head first. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows;
  const lines = [head, head.map(() => '---'), ...others];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Figures with their goals. */
function markdownFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, unit, measured, goal } = figure;
    return [
      what,
      `${digits(measured.median)} ${unit}`.trim(),
      `${digits(measured.low)} to ${digits(measured.high)}`,
      goal ? `${goal.is === 'at most' ? '≤' : '≥'} ${goal.value}` : '',
      verdict(figure),
    ];
  });
  return markdownTable([['', 'median', 'middle half', 'goal', 'reached'], ...rows]);
}

/** A part of the report: what was measured, with which command, and what came of it. */
export function markdownPart({ title, method, comparison, figures }: PartReport, command: string): string {
  const tables = [
    ...(comparison && comparison.length > 1 ? [markdownTable(comparison)] : []),
    ...(figures.length > 0 ? [markdownFigures(figures)] : []),
  ];
  return [`### ${title}`, `\`${command}\`: ${method}.`, ...tables].join('\n\n');
}

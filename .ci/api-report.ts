/** The text of an API report: every declaration that somebody who imports an entry can see, without the comments. */
import ts from 'typescript';
import type { EntrySurface, Surfaces } from './api-surface.ts';

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/** The reports by file name, such as `core.adapter.md`. */
export function reportsOf({ entries }: Surfaces): ReadonlyMap<string, string> {
  const homes = new Map<ts.Symbol, string>();
  return new Map(
    entries.map((surface) => [
      `${surface.entry.specifier.replace('@polychat/', '').replaceAll('/', '.')}.md`,
      reportOf(surface, homes),
    ]),
  );
}

/** `homes` says which earlier entry has a symbol, so that it is printed once. */
function reportOf({ entry, exported, augmentations }: EntrySurface, homes: Map<ts.Symbol, string>): string {
  const repeated = new Map<string, string[]>();
  const blocks: string[] = [];
  for (const { name, symbol, isValue } of exported) {
    const home = homes.get(symbol);
    if (home !== undefined) {
      repeated.set(home, [...(repeated.get(home) ?? []), name]);
      continue;
    }
    homes.set(symbol, entry.specifier);
    const note = nameNote(name, symbol, isValue);
    const own = declarationsOf(symbol).filter((node) =>
      node.getSourceFile().fileName.startsWith(entry.folder),
    );
    blocks.push([...(note ? [note] : []), ...own.map(print)].join('\n'));
  }
  blocks.push(...augmentations.map(print));
  return `${[
    `# ${entry.specifier}`,
    'What somebody who imports it can see. Written by `npm run api` from the built declarations.',
    ...[...repeated].map(
      ([home, names]) => `The same as in \`${home}\`: ${names.map((name) => `\`${name}\``).join(', ')}.`,
    ),
    ...(blocks.length > 0 ? [`\`\`\`ts\n${blocks.join('\n\n')}\n\`\`\``] : []),
  ].join('\n\n')}\n`;
}

/** Where the declaration alone would not tell how the thing is exported. */
function nameNote(name: string, symbol: ts.Symbol, isValue: boolean): string | undefined {
  const notes = [
    ...(name === symbol.name ? [] : [`exported as ${name}`]),
    ...(!isValue && symbol.flags & ts.SymbolFlags.Value ? ['only its type is exported'] : []),
  ];
  return notes.length > 0 ? `// ${notes.join('; ')}` : undefined;
}

/** The declarations of a symbol as whole statements. */
export function declarationsOf(symbol: ts.Symbol): readonly ts.Node[] {
  return (symbol.declarations ?? []).map((node) =>
    ts.isVariableDeclaration(node) ? node.parent.parent : node,
  );
}

function print(node: ts.Node): string {
  return printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replace(/^export (declare )?/, '')
    .replace(/^declare (?=const|function|class|let)/, '');
}

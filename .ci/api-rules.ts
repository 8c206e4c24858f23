/** What must hold of every entry beside its report. Each rule returns what breaks it, in sentences. */
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { declarationsOf } from './api-report.ts';
import type { EntrySurface, Surfaces } from './api-surface.ts';

/** All that breaks a rule. */
export async function faultsOf(surfaces: Surfaces): Promise<readonly string[]> {
  const values = await Promise.all(surfaces.entries.map(missingValues));
  return [
    ...values.flat(),
    ...missingComments(surfaces),
    ...bundlerNames(surfaces),
    ...hiddenTypes(surfaces),
  ];
}

/** The declarations and the module that one gets at run time have the same values. */
async function missingValues({ entry, exported }: EntrySurface): Promise<readonly string[]> {
  const atRunTime: Readonly<Record<string, unknown>> = await import(pathToFileURL(entry.code).href);
  const declared = exported.filter(({ isValue }) => isValue).map(({ name }) => name);
  return [
    ...declared
      .filter((name) => typeof atRunTime[name] === 'function' && atRunTime[name].name !== name)
      .map((name) => `${entry.specifier}: ${name} has another name at run time, which stacks show`),
    ...declared
      .filter((name) => atRunTime[name] === undefined)
      .map((name) => `${entry.specifier}: ${name} is declared as a value and does not exist at run time`),
    ...Object.keys(atRunTime)
      .filter((name) => !declared.includes(name))
      .map((name) => `${entry.specifier}: ${name} exists at run time and is not declared as a value`),
  ];
}

function missingComments({ entries }: Surfaces): readonly string[] {
  return entries.flatMap(({ entry, exported }) =>
    exported
      .filter(({ hasComment }) => !hasComment)
      .map(({ name }) => `${entry.specifier}: ${name} has no doc comment`),
  );
}

/** `Foo$1` and single letters are what a bundler of declarations makes of names that clash. */
function bundlerNames({ entries }: Surfaces): readonly string[] {
  return entries.flatMap(({ entry, exported }) =>
    exported
      .flatMap(({ name, symbol }) => [name, symbol.name])
      .filter((name) => /\$\d*$|^[A-Za-z]\d?$/.test(name))
      .map((name) => `${entry.specifier}: ${name} is no name`),
  );
}

/** A type that a declaration names can be imported from some entry of its package. */
function hiddenTypes({ checker, entries }: Surfaces): readonly string[] {
  const importable = new Set(entries.flatMap(({ exported }) => exported.map(({ symbol }) => symbol)));
  const faults = new Set<string>();
  for (const { entry, exported } of entries) {
    const own = `${entry.folder}/dist/`;
    const visit = (node: ts.Node, from: string): void => {
      if (ts.isIdentifier(node)) {
        const symbol = resolved(checker, node);
        const place = symbol?.declarations?.[0];
        const isTop =
          place?.parent && (ts.isSourceFile(place.parent) || ts.isVariableDeclarationList(place.parent));
        if (symbol && isTop && place.getSourceFile().fileName.startsWith(own) && !importable.has(symbol)) {
          faults.add(`${entry.specifier}: ${from} names ${symbol.name}, which no entry exports`);
        }
      }
      ts.forEachChild(node, (child) => visit(child, from));
    };
    for (const { name, symbol } of exported) {
      for (const node of declarationsOf(symbol)) visit(node, name);
    }
  }
  return [...faults];
}

function resolved(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** What the built declarations of every entry offer, as the compiler sees it. */
import { relative } from 'node:path';
import ts from 'typescript';
import { type Entry, readEntries } from './entries.ts';

/** One name that an entry exports. */
export interface Exported {
  readonly name: string;
  /** What the name stands for, through all re-exports. */
  readonly symbol: ts.Symbol;
  /** Whether it is there at run time, as far as the declarations say. */
  readonly isValue: boolean;
  readonly hasComment: boolean;
}

/** An entry with what it exports, by name. */
export interface EntrySurface {
  readonly entry: Entry;
  readonly exported: readonly Exported[];
  /** What it adds to the types of other packages: `declare module '@polychat/core'`. */
  readonly augmentations: readonly ts.ModuleDeclaration[];
}

/** The surfaces of all entries, and the checker that knows their symbols. */
export interface Surfaces {
  readonly checker: ts.TypeChecker;
  readonly entries: readonly EntrySurface[];
}

/** Reads the built declarations. Throws where a package is not built. */
export function readSurfaces(): Surfaces {
  const entries = readEntries();
  const program = ts.createProgram({
    rootNames: entries.map(({ types }) => types),
    options: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      types: ['node'],
    },
  });
  const checker = program.getTypeChecker();
  return { checker, entries: entries.map((entry) => readSurface(entry, program, checker)) };
}

function readSurface(entry: Entry, program: ts.Program, checker: ts.TypeChecker): EntrySurface {
  const file = program.getSourceFile(entry.types);
  const module = file && checker.getSymbolAtLocation(file);
  if (!file || !module) throw new Error(`${relative('.', entry.types)} is missing: npm run build`);
  if (file.statements.some((statement) => ts.isExportDeclaration(statement) && !statement.exportClause)) {
    throw new Error(`${entry.specifier}: "export *" hides what is exported; list the names`);
  }
  const exported = checker.getExportsOfModule(module).map((own) => {
    const symbol = own.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(own) : own;
    return {
      name: own.name,
      symbol,
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(own),
      hasComment: symbol.getDocumentationComment(checker).length > 0,
    };
  });
  return {
    entry,
    exported: exported.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    augmentations: filesBehind(file, program).flatMap((each) =>
      each.statements.filter(
        (statement): statement is ts.ModuleDeclaration =>
          ts.isModuleDeclaration(statement) && ts.isStringLiteral(statement.name),
      ),
    ),
  };
}

function isTypeOnly(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (node) => ts.isExportSpecifier(node) && (node.isTypeOnly || node.parent.parent.isTypeOnly),
  );
}

/** The file and all of the same package that it imports. */
function filesBehind(file: ts.SourceFile, program: ts.Program, seen = new Set<ts.SourceFile>()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const found: ts.SourceFile[] = [file];
  for (const { fileName } of ts.preProcessFile(file.text).importedFiles) {
    if (!fileName.startsWith('.')) continue;
    const path = new URL(fileName.replace(/\.js$/, '.d.ts'), `file://${file.fileName}`).pathname;
    const next = program.getSourceFile(path);
    if (next) found.push(...filesBehind(next, program, seen));
  }
  return found;
}

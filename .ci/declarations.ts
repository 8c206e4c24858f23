/**
 * Writes the `.d.ts` files of the package in the working folder into its dist: one for each source file that an entry
 * needs, as the compiler makes them. A bundler of declarations renames types (`Foo$1`, single letters), loses which
 * exports are types alone, and drops comments; separate files keep all of it, and lead an editor to the source.
 */
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { readEntries } from './entries.ts';
import { top } from './public-packages.ts';

const folder = process.cwd();
const rootDir = join(folder, 'src');
const { config } = ts.readConfigFile(join(top, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, top);
const program = ts.createProgram({
  rootNames: readEntries([folder]).map(({ source }) => source),
  options: {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    declarationMap: true,
    stripInternal: true,
    rootDir,
    outDir: join(folder, 'dist'),
  },
});

const faults: string[] = [];
const waiting = readEntries([folder]).map(({ source, types }) => {
  const expected = join(folder, 'dist', relative(rootDir, source).replace(/\.ts$/, '.d.ts'));
  if (types !== expected) faults.push(`package.json: "types" must be ${relative(folder, expected)}`);
  return source;
});
const written = new Set<string>();

/** A `.d.ts` names its neighbours as they will be found: `./chat.js`, beside which lies `chat.d.ts`. */
function withFinalNames(text: string, source: string): string {
  let result = text;
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    if (!fileName.startsWith('.')) continue;
    waiting.push(join(dirname(source), fileName));
    result = result.replaceAll(`'${fileName}'`, `'${fileName.replace(/\.ts$/, '.js')}'`);
    result = result.replaceAll(`"${fileName}"`, `"${fileName.replace(/\.ts$/, '.js')}"`);
  }
  return result;
}

/** Types that would take a `| undefined` behind them for a part of their own. */
const looseTypes = [ts.SyntaxKind.FunctionType, ts.SyntaxKind.ConstructorType, ts.SyntaxKind.ConditionalType];

/**
 * An optional member may be undefined: that is what our own compiler options make of `name?: string`, and what the code
 * was checked with. For users with `exactOptionalPropertyTypes` it must be written down.
 */
function withUndefined(text: string): string {
  const file = ts.createSourceFile('one.d.ts', text, ts.ScriptTarget.Latest);
  const insertions: { readonly at: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const isMember = ts.isPropertySignature(node) || ts.isPropertyDeclaration(node);
    if (isMember && node.questionToken && node.type) {
      const { kind } = node.type;
      const needsParentheses = looseTypes.includes(kind);
      if (needsParentheses) insertions.push({ at: node.type.getStart(file), text: '(' });
      insertions.push({ at: node.type.end, text: needsParentheses ? ') | undefined' : ' | undefined' });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((result, { at, text: added }) => result.slice(0, at) + added + result.slice(at), text);
}

for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
  if (written.has(source)) continue;
  written.add(source);
  const file = program.getSourceFile(source);
  if (!file) throw new Error(`${source} is not part of the program`);
  const { diagnostics } = program.emit(
    file,
    (name, text) =>
      ts.sys.writeFile(name, name.endsWith('.d.ts') ? withUndefined(withFinalNames(text, source)) : text),
    undefined,
    true,
  );
  for (const { messageText } of diagnostics) {
    faults.push(`${relative(top, source)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`Declarations of ${written.size} files.`);

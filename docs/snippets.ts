import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/** A block of TypeScript in a page, as a file that the compiler can read. */
export interface Snippet {
  /** Page and line, such as `README.md:31`. */
  readonly place: string;
  readonly file: string;
  /** Whether the page marks it to be run. */
  readonly runs: boolean;
}

const block = /(<!-- run -->\n)?^```ts\n([\s\S]*?)^```$/gm;

/** Every page for people, as a path from the root. */
export function pageNames(): readonly string[] {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/*.md',
    'packages/*/README.md',
    'examples/*/README.md',
  ];
  return globSync(pages, { cwd: fileURLToPath(root) }).toSorted();
}

/** Writes every `ts` block of these pages into a file of its own, in a folder that is emptied first. */
export function writeSnippets(folder = new URL('./.snippets/', import.meta.url)): readonly Snippet[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return pageNames().flatMap((page) => {
    const text = readFileSync(new URL(page, root), 'utf8');
    return [...text.matchAll(block)].map(([, runs, code = ''], number) => {
      const file = fileURLToPath(new URL(`${page.replaceAll(/\W/g, '-')}-${number + 1}.ts`, folder));
      // A module of its own, so that blocks may declare the same names.
      writeFileSync(file, `${code}\nexport {};\n`);
      const line = text.slice(0, text.indexOf(code)).split('\n').length;
      return { place: `${page}:${line}`, file, runs: runs !== undefined };
    });
  });
}

/** The lines that a block says it prints: the comments behind its calls of `console.log`. */
export function promisedOutput(file: string): readonly string[] {
  const promised = [...readFileSync(file, 'utf8').matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)];
  return promised.map(([, output = '']) => output);
}

import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createEmulator } from '@polychat/emulator';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { checkSeed, optionsOf, sow } from '../packages/emulator/src/cli/seed.ts';
import { generatePages, readPage } from './generate.ts';
import { writeSnippets } from './snippets.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const snippets = writeSnippets();

describe('code blocks', () => {
  test('there are some', () => {
    expect(snippets.length).toBeGreaterThan(5);
  });

  test('all of them compile', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram({
      rootNames: snippets.map(({ file }) => file),
      // A block may name what it does not use.
      options: { ...options, noUnusedLocals: false, noUnusedParameters: false },
    });
    const places = new Map(snippets.map(({ file, place }) => [file, place]));
    const faults = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const place = places.get(file?.fileName ?? '') ?? file?.fileName;
      return `${place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(faults).toEqual([]);
  });

  test.each(snippets.filter(({ runs }) => runs))('$place runs and prints what it says', async ({ file }) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@polychat/source', file]);
    const promised = [...readFileSync(file, 'utf8').matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(
      ([, output]) => output,
    );
    expect(promised.length).toBeGreaterThan(0);
    expect(stdout.trim().split('\n')).toEqual(promised);
  });
});

describe('the seed file of docs/emulator.md', () => {
  test('starts an emulator', async () => {
    const text = readPage('emulator.md').match(/## A seed file[\s\S]*?```json\n([\s\S]*?)```/)?.[1] ?? '';
    const seed = checkSeed('docs/emulator.md', text);
    const emulator = await createEmulator(optionsOf(seed, 0));
    await sow(emulator, seed);
    expect(emulator.inbox('bob').map(({ content }) => content.Message)).toEqual(['Good morning']);
    await emulator.close();
  });
});

describe('generated tables', () => {
  test.each(Object.entries(generatePages()))('%s is current; npm run docs makes it so', (name, text) => {
    expect(readPage(name)).toBe(text);
  });
});

describe('links', () => {
  const pages = globSync(['README.md', 'docs/*.md', 'packages/*/README.md'], { cwd: root });

  test.each(pages)('%s links to files that exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, target = '']) => target,
    );
    const missing = targets.filter((target) => globSync(join(root, dirname(page), target)).length === 0);
    expect(missing).toEqual([]);
  });
});

describe('options', () => {
  test('docs/options.md names every option of createChat', () => {
    const source = readFileSync(join(root, 'packages/core/src/chat-options.ts'), 'utf8');
    const declaration = source.match(/export interface ChatOptions \{([\s\S]*?)^\}/m)?.[1] ?? '';
    const names = [...declaration.matchAll(/^ {2,4}readonly (\w+)\?/gm)].map(([, name]) => name);
    const page = readPage('options.md');
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !new RegExp(`\`(retry\\.)?${name}`).test(page))).toEqual([]);
  });
});

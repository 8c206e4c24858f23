import { execFile } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { problemCodes, warningCodes } from '@polychat/core';
import { createEmulator } from '@polychat/emulator';
import { migrationStages } from '@polychat/routing';
import { describe, expect, test } from 'vitest';
import { checkSeed, optionsOf, sow } from '../packages/emulator/src/cli/seed.ts';
import { generatePages, readPage } from './generate.ts';
import { pageNames, promisedOutput, writeSnippets } from './snippets.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
/** The compiler of the type check: several times as fast as the one of TypeScript 6, whose API the build uses. */
const typeScript7 = 'node_modules/typescript-7/bin/tsc';
const snippets = writeSnippets();

describe('code blocks', () => {
  test('there are some', () => {
    expect(snippets.length).toBeGreaterThan(5);
  });

  test('all of them compile', async () => {
    const project = join(dirname(snippets[0]?.file ?? ''), 'tsconfig.json');
    const settings = {
      extends: '../../tsconfig.json',
      // A block may name what it does not use.
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
      files: snippets.map(({ file }) => basename(file)),
      include: [],
    };
    writeFileSync(project, JSON.stringify(settings));
    const compile = [join(root, typeScript7), '--project', project, '--pretty', 'false'];
    const { stdout } = await promisify(execFile)(process.execPath, compile, { cwd: root }).catch(
      (error: { readonly stdout: string }) => error,
    );
    // Of the blocks alone: the type check has looked at everything that they import.
    const faults = snippets.flatMap(({ file, place }) =>
      stdout
        .split('\n')
        .filter((line) => line.startsWith(`${relative(root, file)}(`))
        .map((line) => `${place}: ${line}`),
    );
    expect(faults).toEqual([]);
  });

  test('one that does not compile is found', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polychat-blocks-'));
    await writeFile(join(folder, 'wrong.ts'), 'export const wrong: number = "text";\n');
    const compile = [join(root, typeScript7), '--noEmit', '--pretty', 'false', join(folder, 'wrong.ts')];
    const found = promisify(execFile)(process.execPath, compile, { cwd: folder });
    await expect(found).rejects.toMatchObject({
      stdout: expect.stringMatching(/^wrong\.ts\(1,14\): error TS2322/),
    });
    await rm(folder, { recursive: true });
  });

  test.each(snippets.filter(({ runs }) => runs))('$place runs and prints what it says', async ({ file }) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@polychat/source', file]);
    const promised = promisedOutput(file);
    expect(promised.length).toBeGreaterThan(0);
    expect(stdout.trim().split('\n')).toEqual(promised);
  });
});

describe('the seed file of docs/emulator.md', () => {
  test('starts an emulator', async () => {
    const text = readPage('emulator.md').match(/## A seed file[\s\S]*?```json\n([\s\S]*?)```/)?.[1] ?? '';
    const seed = checkSeed('docs/emulator.md', text);
    const emulator = await createEmulator(optionsOf(seed, { port: 0, allowedHosts: [] }));
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
  const pages = pageNames();
  const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
  /** The names by which headings can be linked to. */
  const anchorsOf = (page: string) =>
    [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    );

  test.each(pages)('%s links to files and headings that exist', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const missing = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? page : join(dirname(page), file);
      if (globSync(join(root, target)).length === 0) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });
});

describe('what a page must name', () => {
  /** The names of an interface's members, or of an object's within it, in one of core's files. */
  const membersOf = (file: string, name: string) => {
    const source = readFileSync(join(root, 'packages/core/src', file), 'utf8');
    const declaration = source.match(new RegExp(`export interface ${name} [\\s\\S]*?\\n}`))?.[0] ?? '';
    return [...declaration.matchAll(/^ {2,4}(?:readonly )?(\w+)[?(:]/gm)].map(([, member = '']) => member);
  };
  /** Which of the names no code span of the page holds. */
  const unnamed = (names: readonly string[], page: string) => {
    const text = page.replaceAll(/^```[\s\S]*?^```/gm, '');
    const words = new Set([...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.split(/\W+/)));
    return names.filter((name) => !words.has(name));
  };

  test.each([
    ['options of createChat', 'chat-options.ts', 'ChatOptions', 15],
    ['options of a send', 'chat.ts', 'SendOptions', 7],
    ['options of a bulk send', 'chat.ts', 'BulkOptions', 1],
    ['members of a chat', 'chat.ts', 'Chat', 10],
    ['hooks', 'ports/hooks.ts', 'Hooks', 7],
    ['options of a retry budget', 'exchange/retry-budget.ts', 'RetryBudgetOptions', 2],
  ])('docs/options.md names all %s', (_, file, name, least) => {
    const names = membersOf(file, name);
    expect(names.length).toBeGreaterThanOrEqual(least);
    expect(unnamed(names, readPage('options.md'))).toEqual([]);
  });

  test('docs/messages.md names every field of a message and every warning', () => {
    const fields = membersOf('model/message.ts', 'MessageFields');
    expect(fields.length).toBeGreaterThan(8);
    expect(unnamed([...fields, ...warningCodes], readPage('messages.md'))).toEqual([]);
  });

  test('docs/moving.md names every stage, and what a chat in migration has beside the methods of a chat', () => {
    const source = readFileSync(join(root, 'packages/routing/src/migration/migration-chat.ts'), 'utf8');
    const declaration = source.match(/export interface MigrationChat [\s\S]*?\n}/)?.[0] ?? '';
    const methods = [...declaration.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name);
    expect(methods.length).toBeGreaterThan(3);
    expect(unnamed([...migrationStages, ...methods], readPage('moving.md'))).toEqual([]);
  });

  test('the README names every problem code, and docs/errors.md every member of a problem', () => {
    expect(unnamed(problemCodes, readFileSync(join(root, 'README.md'), 'utf8'))).toEqual([]);
    expect(unnamed(membersOf('model/problem.ts', 'Problem'), readPage('errors.md'))).toEqual([]);
  });
});

describe('the lists of CONTRIBUTING.md', () => {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const pathsIn = (text: string) => [
    ...new Set([...text.matchAll(/`(packages\/[\w/.-]+\.ts)`/g)].map(([, path = '']) => path)),
  ];

  test('name files that exist, but for those of the verb that is to come', () => {
    const missing = pathsIn(page).filter((path) => globSync(join(root, path)).length === 0);
    expect(missing.filter((path) => !path.endsWith('/pin.ts'))).toEqual([]);
  });

  test('name exactly the files that know the field readReceipt', () => {
    const section = page.match(/## Adding a field[\s\S]*?(?=\n## )/)?.[0] ?? '';
    const sources = globSync('packages/{core,zim,tencent-im}/src/**/*.ts', { cwd: root }).filter(
      (file) => !/\.test\.ts$|\/testing\/|\/__fixtures__\//.test(file),
    );
    const knowing = sources.filter((file) =>
      /readReceipt|HasReceipt|IsNeedReadReceipt/.test(readFileSync(join(root, file), 'utf8')),
    );
    const named = pathsIn(section).filter((path) => !path.startsWith('packages/conformance/'));
    expect(knowing.toSorted()).toEqual(named.toSorted());
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { conformanceChecks } from './conformance-checks.ts';

test('the pages name every file of the template', () => {
  const files = readdirSync(new URL('../template/src', import.meta.url));
  const unnamed = (path: string, before: string) => {
    const page = readFileSync(new URL(path, import.meta.url), 'utf8');
    return files.filter((file) => !page.includes(`\n| ${before}${file}\``));
  };
  expect(files.length).toBeGreaterThan(8);
  expect(unnamed('../../../docs/writing-an-adapter.md', '[`')).toEqual([]);
  expect(unnamed('../template/README.md', '`src/')).toEqual([]);
});

test('the template wants the versions that the kit is made and tested with', () => {
  const manifest = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  const template = manifest('../template/package.json');
  const kit = manifest('../package.json');
  const root = manifest('../../../package.json');
  const {
    '@polychat/core': core,
    '@polychat/conformance': conformance,
    ...others
  } = template.devDependencies;
  expect(template.peerDependencies).toEqual({ '@polychat/core': kit.peerDependencies['@polychat/core'] });
  expect([core, conformance]).toEqual([kit.peerDependencies['@polychat/core'], `^${kit.version}`]);
  expect(template.dependencies.zod).toBe(kit.devDependencies.zod);
  for (const [name, range] of Object.entries(others))
    expect([name, range]).toEqual([name, root.devDependencies[name]]);
});

describe('what the pages must name', () => {
  const docs = readFileSync(new URL('../../../docs/writing-an-adapter.md', import.meta.url), 'utf8');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const sourceOf = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  const membersOf = (source: string, name: string) => {
    const declaration = source.match(new RegExp(`export interface ${name} [\\s\\S]*?\\n}`))?.[0] ?? '';
    return [...declaration.matchAll(/^ {2}(?:readonly )?(\w+)[?(:]/gm)].map(([, member = '']) => member);
  };
  const double = sourceOf('./vendor-double.ts');
  const faults = [
    ...new Set([...double.matchAll(/readonly kind: '(\w+)'(?: \| '(\w+)')?/g)].map(([, kind = '']) => kind)),
  ];

  test.each([
    ['every member of a double', docs, membersOf(double, 'VendorDouble'), 12],
    ['every fault', docs, faults, 10],
    ['every member of a subject', readme, membersOf(sourceOf('./subject.ts'), 'ConformanceSubject'), 13],
    ['every family of checks', readme, [...new Set(conformanceChecks.map(({ family }) => family))], 20],
  ])('%s', (_what, page, names, least) => {
    expect(names.length).toBeGreaterThanOrEqual(least);
    const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page));
    expect(missing).toEqual([]);
  });
});

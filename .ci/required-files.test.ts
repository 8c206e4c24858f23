import { expect, test } from 'vitest';
import { missingFiles } from './required-files.ts';

const manifest = {
  exports: {
    '.': { '@polychat/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  },
  bin: { pigeon: './dist/cli.js' },
};

test.each<[string, readonly string[], readonly string[]]>([
  ['built', ['dist/index.d.ts', 'dist/index.js', 'dist/cli.js'], []],
  ['not built', [], ['dist/index.d.ts', 'dist/index.js', 'dist/cli.js']],
  ['built before it had a command', ['dist/index.d.ts', 'dist/index.js'], ['dist/cli.js']],
])('of a package that is %s', (_name, files, missing) => {
  expect(missingFiles(manifest, (path) => files.includes(path))).toEqual(missing);
});

test('a package without exports needs nothing', () => {
  expect(missingFiles({}, () => false)).toEqual([]);
});

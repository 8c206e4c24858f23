import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundlePage } from '../packages/emulator/src/page/server/page-bundle.ts';
import { bundledFiles, bundledLibraries, noticesOf } from './notices.ts';

test('the notices name every library in the bundle of the page, with its licence in full', async () => {
  const { inputs } = await bundlePage(new URL('../packages/emulator/src/page/main.tsx', import.meta.url));
  const libraries = await bundledLibraries(inputs);
  expect(libraries.map(({ name }) => name)).toEqual(['@preact/signals', '@preact/signals-core', 'preact']);
  const notices = noticesOf('The page', libraries);
  for (const { name, version, text } of libraries) {
    expect(notices).toContain(`${name} ${version} (MIT)`);
    expect(text).toMatch(/Copyright \(c\) \d{4}/);
    expect(text).toContain('Permission is hereby granted');
    expect(notices).toContain(text);
  }
});

test('files of our own are no library', async () => {
  expect(await bundledLibraries(['/repository/packages/emulator/src/page/main.tsx'])).toEqual([]);
});

test('a library without a licence file stops the build by name', async () => {
  const top = await mkdtemp(join(tmpdir(), 'polychat-notices-'));
  const folder = join(top, 'node_modules', '@some', 'library');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'package.json'),
      '{"name":"@some/library","version":"1.2.3","license":"MIT"}',
    );
    await expect(bundledLibraries([join(folder, 'index.js')])).rejects.toThrow(
      '@some/library 1.2.3 is in a bundle and has no licence file',
    );
  } finally {
    await rm(top, { recursive: true });
  }
});

test('the files of a bundle are read from its source maps, wherever these lie', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'polychat-bundle-'));
  try {
    await mkdir(join(folder, 'dist/deep'), { recursive: true });
    await writeFile(
      join(folder, 'dist/deep/index.js.map'),
      JSON.stringify({ sources: ['../../src/index.ts', '../../node_modules/some/index.js'] }),
    );
    expect(bundledFiles(folder)).toEqual([
      join(folder, 'src/index.ts'),
      join(folder, 'node_modules/some/index.js'),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

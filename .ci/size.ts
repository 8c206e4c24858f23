/** Prints what core and an adapter weigh in a bundle, minified and gzipped. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const cases = [
  { name: 'core', imports: ["export { createChat } from '@polychat/core';"] },
  {
    name: 'core + zim',
    imports: ["export { createChat } from '@polychat/core';", "export { zim } from '@polychat/zim';"],
  },
  {
    name: 'core + tencent-im',
    imports: [
      "export { createChat } from '@polychat/core';",
      "export { tencentIm } from '@polychat/tencent-im';",
    ],
  },
];
const left = [
  { name: 'without ky and zod', external: ['ky', 'zod', 'zod/mini'] },
  {
    name: 'our code alone',
    external: ['ky', 'zod', 'zod/mini', 'fflate', '@noble/hashes', '@noble/hashes/*'],
  },
  { name: 'with everything', external: [] },
];

const rows: Record<string, Record<string, string>> = {};
for (const { name, imports } of cases) {
  const row: Record<string, string> = {};
  for (const { name: column, external } of left) {
    const { outputFiles } = await build({
      stdin: { contents: imports.join('\n'), resolveDir: 'packages/demo' },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2023',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      external,
      write: false,
    });
    const [bundle] = outputFiles;
    row[column] = bundle ? `${(gzipSync(bundle.contents, { level: 9 }).length / 1024).toFixed(1)} KB` : '-';
  }
  rows[name] = row;
}
console.log('Minified and gzipped. Goal for core and one adapter without ky and zod: 12 KB.');
console.table(rows);

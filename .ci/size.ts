/**
 * Prints what the packages weigh in a bundle, minified and gzipped, beside the last figures. Fails where one has grown
 * by more than a tenth. After a build. `--write` writes the figures down.
 */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type Figure, printFigures } from './figures.ts';

interface Case {
  readonly name: string;
  readonly program: string;
  /** The most KB of our own code, and of all. */
  readonly goals: { readonly ours?: number; readonly all?: number };
}

const chat = "export { createChat } from '@polychat/core';";
const cases: readonly Case[] = [
  { name: 'core', program: chat, goals: {} },
  { name: 'core + zim', program: `${chat} export { zim } from '@polychat/zim';`, goals: { ours: 20 } },
  {
    name: 'core + tencent-im',
    program: `${chat} export { tencentIm } from '@polychat/tencent-im';`,
    goals: { ours: 20 },
  },
  {
    name: 'only createUserSig',
    program: "export { createUserSig } from '@polychat/tencent-im';",
    goals: { all: 14 },
  },
  {
    name: "only ZIM's createClientToken",
    program: "export { createClientToken } from '@polychat/zim/token';",
    goals: { ours: 2 },
  },
  {
    name: "only ZIM's webhooks",
    program: "export { zimWebhooks } from '@polychat/zim/webhooks';",
    goals: { ours: 8 },
  },
  {
    name: "only Tencent IM's webhooks",
    program: "export { tencentImWebhooks } from '@polychat/tencent-im/webhooks';",
    goals: {},
  },
  { name: 'only ChatError', program: "export { ChatError } from '@polychat/core';", goals: { ours: 1 } },
];

const libraries = ['ky', 'zod', 'zod/*', 'fflate', '@noble/hashes', '@noble/hashes/*'];

/** The KB of a program's bundle, and of what it loads with the first request. */
async function kilobytesOf(
  program: string,
  options: { readonly conditions?: string[]; readonly external?: string[] },
) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: 'packages/demo' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    outdir: 'out',
    write: false,
    logLevel: 'error',
    ...options,
  });
  let [atOnce, later] = [0, 0];
  for (const { path, contents } of outputFiles) {
    const bytes = gzipSync(contents, { level: 9 }).length;
    if (path.endsWith('stdin.js')) atOnce += bytes;
    else later += bytes;
  }
  const rounded = (bytes: number) => Number((bytes / 1024).toFixed(1));
  return { atOnce: rounded(atOnce), later: rounded(later) };
}

const figures: Figure[] = [];
for (const { name, program, goals } of cases) {
  // From the sources, where a library is told from what is ours; in dist, both are in one file.
  const ours = await kilobytesOf(program, { conditions: ['@polychat/source'], external: libraries });
  const all = await kilobytesOf(program, {});
  figures.push({ name: `${name}, our code`, unit: 'KB', now: ours.atOnce, goal: goals.ours });
  figures.push({ name: `${name}, with everything`, unit: 'KB', now: all.atOnce, goal: goals.all });
  if (name === 'core') figures.push({ name: 'ky, with the first request', unit: 'KB', now: all.later });
}
console.log('Minified and gzipped by esbuild, each in a bundle of its own.');
const regressions = printFigures(figures);
if (regressions.length > 0) {
  console.error(regressions.join('\n'));
  process.exit(1);
}

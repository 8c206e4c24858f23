import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const top = join(import.meta.dirname, '../../..');

/** Builds the packages that are imported, where `dist` is missing or older than a source. */
export function ensureBuilt(): void {
  for (const name of ['core', 'tencent-im', 'zim']) {
    if (isBuilt(join(top, 'packages', name))) continue;
    console.log(`building @polychat/${name}`);
    const { status } = spawnSync('npm', ['run', 'build', '--workspace', `@polychat/${name}`], {
      cwd: top,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`@polychat/${name} cannot be built`);
  }
}

function isBuilt(folder: string): boolean {
  const built = statSync(join(folder, 'dist/index.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync('src/**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'));
  return sources.every((file) => statSync(join(folder, file)).mtimeMs <= built);
}

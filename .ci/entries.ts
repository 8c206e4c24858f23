/** What the published packages let others import, read from the `exports` of their package.json. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** One thing that can be imported, such as `@polychat/core/adapter`. */
export interface Entry {
  /** What one writes after `from`. */
  readonly specifier: string;
  /** The folder of its package, absolute. */
  readonly folder: string;
  /** Absolute, as are `types` and `code`. */
  readonly source: string;
  /** The built declarations. */
  readonly types: string;
  /** The built JavaScript. */
  readonly code: string;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** The entries of every package that is published, or of one folder's package. */
export function readEntries(folders: readonly string[] = publishedFolders()): readonly Entry[] {
  return folders.flatMap((folder) => {
    const { name, exports = {} } = readManifest(folder);
    return Object.entries(exports).flatMap(([path, target]) => {
      if (typeof target === 'string') return [];
      const { '@polychat/source': source, types, default: code } = target;
      if (!source || !types || !code) throw new Error(`${name}: exports["${path}"] lacks a condition`);
      return {
        specifier: join(name, path),
        folder,
        source: join(folder, source),
        types: join(folder, types),
        code: join(folder, code),
      };
    });
  });
}

/** The folders of the packages that are published, absolute. */
function publishedFolders(): readonly string[] {
  return globSync('packages/*/package.json', { cwd: root })
    .toSorted()
    .map((file) => join(root, file, '..'))
    .filter((folder) => readManifest(folder).private !== true);
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** What the published packages let others import, read from the `exports` of their package.json. */
import { join } from 'node:path';
import { publicPackages } from './public-packages.ts';

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

/** The entries of every package that is published, or of those folders' packages. */
export function readEntries(folders?: readonly string[]): readonly Entry[] {
  return publicPackages()
    .filter(({ path }) => folders?.includes(path) ?? true)
    .flatMap(({ path: folder, manifest: { name, exports = {} } }) =>
      Object.entries(exports).flatMap(([path, target]) => {
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
      }),
    );
}

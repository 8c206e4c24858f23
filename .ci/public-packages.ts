/** The packages that are published: every folder of packages/ whose package.json is not private. Prints their folders. */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What we read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly [field: string]: unknown;
}

export interface PublicPackage {
  /** The name of its folder below packages/, such as `zim`. */
  readonly folder: string;
  /** The folder's absolute path. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** The repository's own folder. */
export const top = dirname(import.meta.dirname);

export function publicPackages(): readonly PublicPackage[] {
  return globSync('packages/*/package.json', { cwd: top })
    .toSorted()
    .map((file) => ({
      folder: basename(dirname(file)),
      path: join(top, dirname(file)),
      manifest: JSON.parse(readFileSync(join(top, file), 'utf8')) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true);
}

if (import.meta.main)
  console.log(
    publicPackages()
      .map(({ folder }) => folder)
      .join('\n'),
  );

/**
 * Installs our packages, packed as npm would publish them, into a folder outside the workspace. Everything else comes in
 * the versions of the repository's package-lock.json, so what is tested there is what is tested here, and a library that
 * came out a minute ago changes nothing.
 *
 * node .ci/install-packed.ts FOLDER [NAME…]   the names: devDependencies of the repository to install as well
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, publicPackages, top } from './public-packages.ts';

interface LockEntry {
  /** Differs from the folder's name for an alias. */
  readonly name?: string;
  readonly version?: string;
  readonly link?: boolean;
  readonly integrity?: string;
}
type Lock = Readonly<Record<string, LockEntry>>;

const npm = (folder: string, ...args: readonly string[]) =>
  execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_config_loglevel: 'error' },
  });

const readJson = (...path: readonly string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));
const readLock = (folder: string): Lock => readJson(folder, 'package-lock.json').packages;

/** Packs every public package into the folder, and gives the dependencies that name the tarballs. */
function pack(folder: string): Readonly<Record<string, string>> {
  const dependencies: Record<string, string> = {};
  for (const { folder: name, path, manifest } of publicPackages()) {
    const file = npm(path, 'pack', '--silent', '--pack-destination', folder).trim();
    renameSync(join(folder, file), join(folder, `${name}.tgz`));
    dependencies[manifest.name] = `file:${name}.tgz`;
  }
  return dependencies;
}

/** What a lock has from a registry, as `name@version integrity`. */
function registryPackages(lock: Lock): readonly string[] {
  return Object.entries(lock).flatMap(([path, { name, version, integrity }]) => {
    const installed = name ?? path.replace(/^.*node_modules\//, '');
    return integrity === undefined || installed.startsWith('@polychat/')
      ? []
      : [`${installed}@${version} ${integrity}`];
  });
}

/** Writes the folder's lock file out of the repository's own. */
function lock(folder: string): void {
  const own = readLock(top);
  const packages = Object.fromEntries(
    Object.entries(own).filter(([path, { link }]) => path.startsWith('node_modules/') && link !== true),
  );
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, requires: true, packages }),
  );
  // npm adds the tarballs, keeps the locked versions of what they need, and drops the rest.
  npm(folder, 'install', '--package-lock-only', '--ignore-scripts');
  const known = new Set(registryPackages(own));
  const unknown = registryPackages(readLock(folder)).filter((entry) => !known.has(entry));
  if (unknown.length > 0) {
    throw new Error(`not in package-lock.json, so not what we test with:\n${unknown.join('\n')}`);
  }
}

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node .ci/install-packed.ts FOLDER [NAME…]');

type Development = Manifest & { readonly devDependencies?: Readonly<Record<string, string>> };
const devDependencies: Readonly<Record<string, string>> = Object.assign(
  {},
  ...publicPackages().map(({ manifest }) => (manifest as Development).devDependencies),
  (readJson(top, 'package.json') as Development).devDependencies,
);
const missing = names.filter((name) => devDependencies[name] === undefined);
if (missing.length > 0)
  throw new Error(`not among the devDependencies of the repository or a package: ${missing.join(', ')}`);

writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({
    name: 'polychat',
    version: publicPackages()[0]?.manifest.version,
    private: true,
    type: 'module',
    dependencies: pack(folder),
    devDependencies: Object.fromEntries(names.map((name) => [name, devDependencies[name]])),
  }),
);
lock(folder);
npm(folder, 'ci', '--ignore-scripts');

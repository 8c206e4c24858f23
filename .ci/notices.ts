/**
 * The licences of libraries whose code a build puts into `dist`, which must go wherever that code goes.
 *
 * node ../../.ci/notices.ts   in a package's folder, after its build: writes dist/THIRD-PARTY-NOTICES.txt
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A library of which a bundle holds code. */
export interface BundledLibrary {
  readonly name: string;
  readonly version: string;
  /** The short name of its licence, as its package.json has it, such as `MIT`. */
  readonly license: string;
  /** Its licence in full, with the line that says whose copyright it is. */
  readonly text: string;
}

/**
 * Finds the libraries among the files of a bundle, in alphabetical order.
 *
 * @param inputs absolute paths of the files that were bundled
 * @throws Error when a library has no licence file: then it must not be in the bundle
 */
export async function bundledLibraries(inputs: readonly string[]): Promise<readonly BundledLibrary[]> {
  const folders = new Set(inputs.flatMap((path) => libraryFolder(path) ?? []));
  const libraries = await Promise.all([...folders].map(readLibrary));
  return libraries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Absolute paths of the files whose code is in a package's dist, by the source maps there. */
export function bundledFiles(packageFolder: string): readonly string[] {
  return globSync('dist/**/*.js.map', { cwd: packageFolder }).flatMap((map) => {
    const file = join(packageFolder, map);
    const { sources } = JSON.parse(readFileSync(file, 'utf8')) as { readonly sources: readonly string[] };
    return sources.map((source) => resolve(dirname(file), source));
  });
}

/** The folder of the package that a file belongs to; `undefined` for a file of our own. */
function libraryFolder(path: string): string | undefined {
  return path.replaceAll('\\', '/').match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
}

async function readLibrary(folder: string): Promise<BundledLibrary> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (file === undefined || license === undefined) {
    throw new Error(`${name} ${version} is in a bundle and has no licence file`);
  }
  return { name, version, license, text: (await readFile(join(folder, file), 'utf8')).trim() };
}

/**
 * The text that must go wherever the bundle goes.
 *
 * @param where what holds the code, as the subject of a sentence: `The emulator's page, page.js,`
 */
export function noticesOf(where: string, libraries: readonly BundledLibrary[]): string {
  const parts = libraries.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`,
  );
  return [`${where} holds code of these libraries.\n`, ...parts].join(`\n${'-'.repeat(78)}\n\n`);
}

if (import.meta.main) {
  const folder = process.cwd();
  const libraries = await bundledLibraries(bundledFiles(folder));
  const file = join(folder, 'dist/THIRD-PARTY-NOTICES.txt');
  if (libraries.length > 0) await writeFile(file, noticesOf('This folder', libraries));
  else if (existsSync(file)) await rm(file);
}

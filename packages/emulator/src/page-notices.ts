import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A library of which the page's bundle holds code. */
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
    throw new Error(`${name} ${version} is in the page's bundle and has no licence file`);
  }
  return { name, version, license, text: (await readFile(join(folder, file), 'utf8')).trim() };
}

/** The text that must go wherever the bundle goes. */
export function noticesOf(libraries: readonly BundledLibrary[]): string {
  const parts = libraries.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`,
  );
  return ["The emulator's page, page.js, holds code of these libraries.\n", ...parts].join(
    `\n${'-'.repeat(78)}\n\n`,
  );
}

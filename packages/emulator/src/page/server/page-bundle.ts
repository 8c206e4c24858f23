import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The page's script and styles, each in one file. */
export interface PageBundle {
  readonly script: string;
  readonly styles: string;
}

/** A bundle that was just made, with the files that went into it. */
export interface FreshPageBundle extends PageBundle {
  /** Absolute paths, files of libraries among them. */
  readonly inputs: readonly string[];
}

let loaded: Promise<PageBundle> | undefined;

/**
 * Gives the page as the build wrote it beside this module, or, when run from the sources, bundles it now.
 *
 * @throws Error when neither is possible
 */
export function loadPageBundle(): Promise<PageBundle> {
  loaded ??= load().catch((error: unknown) => {
    // The next request may do better, once the sources are mended.
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<PageBundle> {
  const built = new URL('./page.js', import.meta.url);
  if (!existsSync(built)) return bundlePage(new URL('../main.tsx', import.meta.url));
  const [script, styles] = await Promise.all([
    readFile(built, 'utf8'),
    readFile(new URL('./page.css', import.meta.url), 'utf8'),
  ]);
  return { script, styles };
}

/**
 * Bundles the page's sources with esbuild, which only those need who work on the emulator itself.
 *
 * @param entry the page's first file
 */
export async function bundlePage(entry: URL): Promise<FreshPageBundle> {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: { page: fileURLToPath(entry) },
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    // The build writes the licences into a file of their own: .ci/notices.ts.
    legalComments: 'none',
    logLevel: 'silent',
  });
  const textOf = (extension: string) => {
    const file = outputFiles.find(({ path }) => path.endsWith(extension));
    if (file === undefined) throw new Error(`the page's bundle has no ${extension} file`);
    return file.text;
  };
  const inputs = Object.keys(metafile.inputs).map((path) => resolve(path));
  return { script: textOf('.js'), styles: textOf('.css'), inputs };
}

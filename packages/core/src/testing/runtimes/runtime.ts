import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Ports, SendReport } from './sends.ts';

const require = createRequire(import.meta.url);

/** Where a package keeps the program, in the package for this machine that it depends on. */
const places = {
  bun: ['bin/bun', 'bin/bun.exe'],
  deno: ['deno', 'deno.exe'],
  workerd: ['bin/workerd', 'bin/workerd.exe'],
};

export type RuntimeName = 'node' | keyof typeof places;

/**
 * The program of a runtime, or undefined where it is not installed. The packages' own scripts, which would put it in
 * its place after the installation, are not needed.
 */
export function programOf(name: RuntimeName): string | undefined {
  if (name === 'node') return process.execPath;
  try {
    const manifest = require(`${name}/package.json`) as { optionalDependencies?: object };
    return Object.keys(manifest.optionalDependencies ?? {})
      .flatMap((dependency) => folderOf(dependency) ?? [])
      .flatMap((folder) => places[name].map((place) => join(folder, place)))
      .find((path) => existsSync(path));
  } catch {
    return undefined;
  }
}

function folderOf(dependency: string): string | undefined {
  try {
    return dirname(require.resolve(`${dependency}/package.json`));
  } catch {
    return undefined;
  }
}

/** Core and the sends as one file each, for programs that do not resolve packages as Node does. */
export async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'polychat-runtimes-'));
  const here = dirname(fileURLToPath(import.meta.url));
  await build({
    entryPoints: [join(here, 'main.ts'), join(here, 'worker.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@polychat/source', 'import'],
    logLevel: 'error',
  });
  return folder;
}

/** Runs all sends on a runtime. */
export async function runOn(name: RuntimeName, folder: string, ports: Ports): Promise<readonly SendReport[]> {
  const program = programOf(name) as string;
  if (name === 'workerd') return runOnWorkerd(program, folder, ports);
  const child = spawn(program, [
    ...(name === 'deno' ? ['run', '--allow-all'] : []),
    join(folder, 'main.mjs'),
    JSON.stringify(ports),
  ]);
  const [output, errors] = [textOf(child.stdout), textOf(child.stderr)];
  await new Promise((resolve) => child.on('close', resolve));
  const line = output.text.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('[')) throw new Error(`${name} reported nothing: ${errors.text.slice(0, 2_000)}`);
  return JSON.parse(line) as SendReport[];
}

async function runOnWorkerd(program: string, folder: string, { open, closed }: Ports) {
  const config = join(folder, 'config.capnp');
  await writeFile(config, workerdConfig);
  const child = spawn(program, ['serve', config, '--control-fd', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const errors = textOf(child.stderr);
  try {
    const port = await portTold(child);
    if (port === undefined) throw new Error(`workerd ended: ${errors.text.slice(0, 2_000)}`);
    const response = await fetch(`http://127.0.0.1:${port}/?open=${open}&closed=${closed}`);
    if (!response.ok) throw new Error(`workerd: ${response.status} ${errors.text.slice(0, 2_000)}`);
    return (await response.json()) as SendReport[];
  } finally {
    child.kill('SIGKILL');
  }
}

/** The port that workerd tells once it listens, or undefined where it ended before. */
async function portTold({ stdio: [, , , control] }: ChildProcess): Promise<number | undefined> {
  let text = '';
  for await (const data of control as Readable) {
    text += String(data);
    const [, port] = /"event":"listen".*"port":(\d+)/.exec(text) ?? [];
    if (port) return Number(port);
  }
  return undefined;
}

const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker", esModule = embed "worker.mjs")],
      compatibilityDate = "2026-01-01",
    )),
    (name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;

function textOf(stream: NodeJS.ReadableStream | null): { readonly text: string } {
  const kept = { text: '' };
  stream?.on('data', (data) => {
    kept.text += String(data);
  });
  return kept;
}

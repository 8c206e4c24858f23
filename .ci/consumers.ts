/**
 * What somebody has who installs the packages: compiles the examples of all pages, and the promises of
 * consumers/types.ts, against the packed packages in a folder outside the workspace, with every compiler and module
 * resolution that a user may have; runs what it emitted, and bounds the work that the types make for a compiler.
 *
 * node .ci/consumers.ts FOLDER   an empty one, outside the repository
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisedOutput, type Snippet, writeSnippets } from '../docs/snippets.ts';

const compilers = ['5.9', '6', '7'];
const resolutions = { nodenext: 'nodenext', bundler: 'esnext' };
/** The most type instantiations of consumers/small.ts, which had 111 when this was written. */
const mostInstantiations = 200;

const here = import.meta.dirname;
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node .ci/consumers.ts FOLDER');
const project = join(folder, 'project');
const faults: string[] = [];

/** Runs a program, and gives what it wrote and whether it ended well. */
function run(args: readonly string[]): { readonly isFine: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  return { isFine: status === 0, output: `${stdout}${stderr}`.trim() };
}

const compilerOf = (version: string) =>
  join(folder, 'compilers/node_modules', `typescript-${version}`, 'bin/tsc');

function install(): void {
  const compilerFolder = join(folder ?? '', 'compilers');
  for (const each of [project, compilerFolder]) mkdirSync(each);
  const packages = ['@types/node', 'expect-type', 'ioredis', 'vitest', 'zod'];
  execFileSync(process.execPath, [join(here, 'install-packed.ts'), project, ...packages], {
    stdio: 'inherit',
  });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(here, 'consumers/compilers', file), join(compilerFolder, file));
  }
  execFileSync('npm', ['ci', '--ignore-scripts', '--silent'], { cwd: compilerFolder, stdio: 'inherit' });
  for (const file of ['tsconfig.json', 'types.ts', 'small.ts']) {
    copyFileSync(join(here, 'consumers', file), join(project, file));
  }
}

/** Compiles everything in one of the ways, and runs the examples that are to be run. */
function check(version: string, resolution: keyof typeof resolutions, examples: readonly Snippet[]): void {
  const name = `TypeScript ${version} with ${resolution}`;
  const out = `out-${version}-${resolution}`;
  // Apart: an example adds fields of a vendor of its own, which the promises must not see.
  for (const part of ['examples/*.ts', 'types.ts']) {
    const file = `tsconfig.${version}.${resolution}.json`;
    writeFileSync(
      join(project, file),
      JSON.stringify({
        extends: './tsconfig.json',
        compilerOptions: {
          module: resolutions[resolution],
          moduleResolution: resolution,
          rootDir: '.',
          outDir: out,
        },
        include: [part],
      }),
    );
    const compiled = run([compilerOf(version), '--project', file]);
    if (!compiled.isFine) {
      faults.push(`${name}, ${part}:\n${compiled.output}`);
      return;
    }
  }
  const runnable = examples.filter(({ runs }) => runs);
  for (const { file: source, place } of runnable) {
    const { isFine, output } = run([join(out, 'examples', `${basename(source, '.ts')}.js`)]);
    if (!isFine || output !== promisedOutput(source).join('\n')) {
      faults.push(`${name}: ${place} prints\n${output}`);
    }
  }
  console.log(`${name}: ${examples.length} examples and the types compile, ${runnable.length} examples run`);
}

/** A second copy of core is noticed, with the version that the build wrote into each. */
function checkCopies(): void {
  const core = join(project, 'node_modules/@polychat/core');
  const other = join(project, 'other/node_modules/@polychat/core');
  cpSync(core, other, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  copyFileSync(join(here, 'consumers/copies.js'), join(project, 'copies.js'));
  const { isFine, output } = run(['copies.js']);
  const isNoticed =
    output.match(/POLYCHAT_CORE_COPIES/g)?.length === 1 &&
    output.includes(`2 copies of @polychat/core: ${version} and ${version}`);
  if (isFine && isNoticed) console.log('Two copies of core work together and are named');
  else faults.push(`two copies of core:\n${output}`);
}

function bound(version: string): void {
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--extendedDiagnostics',
    '--skipLibCheck',
    '--strict',
    '--types',
    'node',
  ];
  const modern = ['--module', 'nodenext', '--target', 'es2023'];
  const known = version === '5.9' ? flags.slice(1) : flags;
  const { output } = run([compilerOf(version), ...known, ...modern, 'small.ts']);
  const count = Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1] ?? Number.NaN);
  console.log(`TypeScript ${version}: ${count} type instantiations, at most ${mostInstantiations}`);
  // Not the other way round: a count that cannot be read is a fault, too.
  if (!(count <= mostInstantiations)) faults.push(`TypeScript ${version}: ${output}`);
}

install();
const examples = writeSnippets(pathToFileURL(`${join(project, 'examples')}/`));
for (const version of compilers) {
  for (const resolution of Object.keys(resolutions) as (keyof typeof resolutions)[]) {
    check(version, resolution, examples);
  }
  bound(version);
}
checkCopies();

if (faults.length > 0) {
  console.error(faults.join('\n\n'));
  process.exit(1);
}

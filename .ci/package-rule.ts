/**
 * Looks at the built packages as strangers get them: the licence, what a registry shows, links that work where a README
 * is read alone, everything in the tarball that is promised and nothing that is not, and the licences of bundled code.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledFiles } from './notices.ts';
import { type PublicPackage, publicPackages, top } from './public-packages.ts';
import { brokenReadmeLinks } from './readme-links.ts';

const textOf = (...path: readonly string[]) => readFileSync(join(...path), 'utf8');

function licenceFaults({ path }: PublicPackage): readonly string[] {
  const file = join(path, 'LICENSE');
  if (!existsSync(file)) return ["no LICENSE: copy the repository's"];
  return textOf(file) === textOf(top, 'LICENSE') ? [] : ["LICENSE is not the repository's"];
}

function manifestFaults({ manifest }: PublicPackage): readonly string[] {
  const { license, description, keywords = [], publishConfig = {}, files = [], engines } = manifest;
  const faults: string[] = [];
  if (license !== 'MIT') faults.push('license must be "MIT"');
  if (typeof description !== 'string') faults.push('description is missing');
  if (engines === undefined) faults.push('engines is missing');
  if (!keywords.includes('polychat') || keywords.length < 4) {
    faults.push('keywords must be "polychat" and three more at least');
  }
  if (publishConfig.access !== 'public' || publishConfig.provenance !== true) {
    faults.push('publishConfig must be { "access": "public", "provenance": true }');
  }
  if (!files.includes('CHANGELOG.md')) faults.push('files must have CHANGELOG.md');
  // A release fills them in: set-repository.ts.
  for (const field of ['repository', 'homepage', 'bugs']) {
    if (manifest[field] !== undefined) faults.push(`${field} must be left to .ci/set-repository.ts`);
  }
  return faults;
}

/** The files of the package that its package.json names. */
function promisedFiles({ manifest }: PublicPackage): readonly string[] {
  const { bin = {}, exports = {} } = manifest;
  const exported = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? entry : Object.values(entry),
  );
  return [...exported, ...Object.values(bin)].map((file) => file.replace('./', ''));
}

function tarballFaults(one: PublicPackage): readonly string[] {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: one.path,
      encoding: 'utf8',
    }),
  ) as readonly { readonly files: readonly { readonly path: string }[] }[];
  const files = (packed?.files ?? []).map(({ path }) => path);
  const missing = ['LICENSE', 'README.md', ...promisedFiles(one)].filter((file) => !files.includes(file));
  const surplus = files.filter((file) =>
    /^(src|dist)\/.*(\.test\.|__fixtures__)|node_modules\/|\.tgz$/.test(file),
  );
  return [
    ...missing.map((file) => `the tarball has no ${file}`),
    ...surplus.map((file) => `the tarball has ${file}`),
  ];
}

/** Libraries whose code stands in a file of `dist` have their licence in `dist/THIRD-PARTY-NOTICES.txt`. */
function noticeFaults({ path }: PublicPackage): readonly string[] {
  const file = join(path, 'dist/THIRD-PARTY-NOTICES.txt');
  const notices = existsSync(file) ? textOf(file) : '';
  const libraries = new Set(
    bundledFiles(path).flatMap((source) => source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []),
  );
  // Such as the emulator's page: no map says whose code is in it, so the build that bundles it must.
  const unmapped = globSync('dist/**/*.js', { cwd: path }).filter(
    (file) => !existsSync(join(path, `${file}.map`)),
  );
  return [
    ...[...libraries]
      .filter((name) => !notices.includes(`\n${name} `))
      .map((name) => `dist holds code of ${name}, whose licence is not in dist/THIRD-PARTY-NOTICES.txt`),
    ...(notices === '' ? unmapped : []).map(
      (file) => `no dist/THIRD-PARTY-NOTICES.txt says whose code ${file} has`,
    ),
  ];
}

const faults = publicPackages().flatMap((one) => {
  if (!existsSync(join(one.path, 'dist'))) return [`${one.folder}: not built; npm run build`];
  return [
    ...licenceFaults(one),
    ...manifestFaults(one),
    ...brokenReadmeLinks(textOf(one.path, 'README.md')).map((link) => `README.md links to ${link}`),
    ...tarballFaults(one),
    ...noticeFaults(one),
  ].map((fault) => `${one.folder}: ${fault}`);
});

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('The packages are as a stranger expects them: licences, keywords, links, tarballs.');

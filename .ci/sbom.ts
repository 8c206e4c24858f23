/**
 * Writes the software bill of materials of our packages: everything that installing them brings along, and the libraries
 * whose code is in the emulator's page, which no package.json of an installed tree names. In CycloneDX's JSON.
 *
 * node .ci/sbom.ts FOLDER FILE   where FOLDER is what .ci/install-packed.ts made
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundlePage } from '../packages/emulator/src/page-bundle.ts';
import { bundledLibraries } from './notices.ts';
import { top } from './public-packages.ts';

/** What we read and write of it. */
interface Bom {
  readonly metadata: { readonly component: { name: string } };
  readonly components: {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly externalReferences?: { readonly url: string }[];
    readonly [member: string]: unknown;
  }[];
  readonly dependencies: { readonly ref: string; readonly dependsOn: string[] }[];
}

const [folder, file] = process.argv.slice(2);
if (folder === undefined || file === undefined) throw new Error('usage: node .ci/sbom.ts FOLDER FILE');

const bom: Bom = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--sbom-type=library', '--omit=dev'], {
    cwd: folder,
    encoding: 'utf8',
  }),
);

// npm calls the whole after the folder that it is in.
bom.metadata.component.name = 'polychat';

// Where our tarballs lay on this machine is nobody's concern.
for (const { externalReferences: references } of bom.components) {
  const found = references?.findIndex(({ url }) => url.startsWith('file:')) ?? -1;
  if (found >= 0) references?.splice(found, 1);
}

const emulator = bom.components.find(({ name }) => name === '@polychat/emulator');
const uses = bom.dependencies.find(({ ref }) => ref === emulator?.['bom-ref']);
if (uses === undefined) throw new Error(`@polychat/emulator is not installed in ${folder}`);
const page = pathToFileURL(join(top, 'packages/emulator/src/page/main.tsx'));
for (const library of await bundledLibraries((await bundlePage(page)).inputs)) {
  const reference = `${library.name}@${library.version}`;
  bom.components.push({
    'bom-ref': reference,
    type: 'library',
    name: library.name,
    version: library.version,
    scope: 'required',
    purl: `pkg:npm/${library.name.replace('@', '%40')}@${library.version}`,
    licenses: [{ license: { id: library.license } }],
    properties: [{ name: 'polychat:bundled-into', value: '@polychat/emulator/dist/page.js' }],
  });
  uses.dependsOn.push(reference);
  bom.dependencies.push({ ref: reference, dependsOn: [] });
}

const target = resolve(file);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `${JSON.stringify(bom, undefined, 2)}\n`);
console.log(`The SBOM names ${bom.components.length} packages.`);

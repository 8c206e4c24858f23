/**
 * Writes the software bill of materials of our packages: everything that installing them brings along, and the libraries
 * whose code is in their dist, which no package.json of an installed tree names. In CycloneDX's JSON.
 *
 * node .ci/sbom.ts FOLDER FILE   where FOLDER is what .ci/install-packed.ts made
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundlePage } from '../packages/emulator/src/page/server/page-bundle.ts';
import { type BundledLibrary, bundledFiles, bundledLibraries } from './notices.ts';
import { publicPackages, top } from './public-packages.ts';

/** What we read and write of it. */
interface Bom {
  readonly metadata: { readonly component: { name: string } };
  readonly components: {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly externalReferences?: { readonly url: string }[];
    properties?: readonly { readonly name: string; readonly value: string }[];
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

/** Adds the libraries whose code is in a package of ours. One that is installed besides is named once. */
function addBundled(packageName: string, where: string, libraries: readonly BundledLibrary[]): void {
  const component = bom.components.find(({ name }) => name === packageName);
  const uses = bom.dependencies.find(({ ref }) => ref === component?.['bom-ref']);
  if (uses === undefined) throw new Error(`${packageName} is not installed in ${folder}`);
  for (const { name, version, license } of libraries) {
    const reference = `${name}@${version}`;
    if (!uses.dependsOn.includes(reference)) uses.dependsOn.push(reference);
    const property = { name: 'polychat:bundled-into', value: `${packageName}/dist/${where}` };
    const present = bom.components.find((one) => one['bom-ref'] === reference);
    if (present) {
      present.properties = [...(present.properties ?? []), property];
      continue;
    }
    bom.components.push({
      'bom-ref': reference,
      type: 'library',
      name,
      version,
      scope: 'required',
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      licenses: [{ license: { id: license } }],
      properties: [property],
    });
    bom.dependencies.push({ ref: reference, dependsOn: [] });
  }
}

for (const { path, manifest } of publicPackages()) {
  addBundled(manifest.name, '*.js', await bundledLibraries(bundledFiles(path)));
}
const page = pathToFileURL(join(top, 'packages/emulator/src/page/main.tsx'));
addBundled('@polychat/emulator', 'page.js', await bundledLibraries((await bundlePage(page)).inputs));

const target = resolve(file);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `${JSON.stringify(bom, undefined, 2)}\n`);
console.log(`The SBOM names ${bom.components.length} packages.`);

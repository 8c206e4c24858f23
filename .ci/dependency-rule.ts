/**
 * Keeps the packages apart: core imports no adapter, adapters import core and nothing else of ours, the emulator
 * imports none of them; core and adapters import no `node:` module, and zod only as a namespace. What extends core has
 * it as a peer, so that a project has one copy. Examples import what is published, and nothing else of ours.
 */
import { globSync, readFileSync } from 'node:fs';
import { publicPackages } from './public-packages.ts';

/** Which of our packages each may import. A package that is not listed here is an error. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  zim: ['@polychat/core'],
  'tencent-im': ['@polychat/core'],
  emulator: [],
  conformance: ['@polychat/core'],
  routing: ['@polychat/core'],
  redis: ['@polychat/core'],
  campaigns: ['@polychat/core'],
  undici: ['@polychat/core'],
  opentelemetry: ['@polychat/core'],
  demo: ['@polychat/core', '@polychat/zim', '@polychat/tencent-im', '@polychat/emulator'],
  bench: [
    '@polychat/core',
    '@polychat/zim',
    '@polychat/tencent-im',
    '@polychat/emulator',
    '@polychat/redis',
    '@polychat/routing',
    '@polychat/undici',
  ],
};
/** Packages that come with core at any rate, so that they need no zod of their own. */
const sharesSchemas = ['zim', 'tencent-im'];
/** Packages that also run outside Node. */
const portable = ['core', 'zim', 'tencent-im', 'routing'];

/** An example imports what a stranger can: our published packages. */
const published = publicPackages().map(({ manifest }) => manifest.name);

const importPattern = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;
const faults: string[] = [];

for (const file of globSync('{packages,examples}/*/src/**/*.{ts,tsx}')) {
  const [top, name = ''] = file.split('/');
  const mayImport = top === 'examples' ? published : allowed[name];
  if (!mayImport) {
    faults.push(`${file}: package ${name} is not in .ci/dependency-rule.ts`);
    continue;
  }
  const isTest = /\.test\.ts$|\/testing\/|\/__fixtures__\//.test(file);
  const source = readFileSync(file, 'utf8');
  for (const [, imported = ''] of source.matchAll(importPattern)) {
    const own = imported.match(/^@polychat\/[^/]+/)?.[0];
    if (own && own !== `@polychat/${name}` && !mayImport.includes(own) && !isTest) {
      faults.push(`${file}: imports ${imported}`);
    }
    if (imported.startsWith('..') && /packages\//.test(imported)) {
      faults.push(`${file}: reaches into another package with ${imported}`);
    }
    if (portable.includes(name) && !isTest && imported.startsWith('node:')) {
      faults.push(`${file}: imports ${imported}, which only Node has`);
    }
  }
  if (sharesSchemas.includes(name) && !isTest && /import (?!type\b)[^;]*from\s*['"]zod/.test(source)) {
    faults.push(`${file}: imports zod, of which core has what it needs: schema of @polychat/core/adapter`);
  }
  if (/import\s*\{[^}]*\bz\b[^}]*\}\s*from\s*['"]zod/.test(source)) {
    faults.push(`${file}: imports zod by name, which costs 60 KB and more`);
  }
}

for (const { folder, manifest } of publicPackages()) {
  const { dependencies = {}, peerDependencies = {} } = manifest as {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
  };
  const extendsCore = allowed[folder]?.includes('@polychat/core') ?? false;
  if (extendsCore && (dependencies['@polychat/core'] || !peerDependencies['@polychat/core'])) {
    faults.push(`packages/${folder}/package.json: @polychat/core must be a peer dependency`);
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('The packages keep apart.');

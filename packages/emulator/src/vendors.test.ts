import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What may name a vendor: the list, what users read as types, and where both are exported. */
const mayName = ['emulator.ts', 'index.ts', 'options.ts', 'vendor.ts', 'vendors.ts'];

const folder = fileURLToPath(new URL('.', import.meta.url));

describe('what is one vendor’s', () => {
  test('stands in the vendor’s folder: other code names no vendor, but for the list and the public types', () => {
    const files = globSync('**/*.{ts,tsx}', { cwd: folder }).filter(
      (file) => !/^(zim|tencent-im|page)\/|\.test\.ts$|(^|\/)__fixtures__\//.test(file),
    );
    const naming = files.filter((file) => /zim|zego|tencent/i.test(codeOf(`${folder}${file}`)));
    expect(naming.toSorted()).toEqual(mayName);
  });
});

/** A file's text without its comments, which may give a vendor's word as an example. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/ .*$/gm, '$1');
}

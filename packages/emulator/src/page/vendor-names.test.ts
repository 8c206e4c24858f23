import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { vendorOrder, vendorPages } from './vendors.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = globSync('**/*.{ts,tsx,css}', { cwd: folder }).filter(
  (file) => !file.includes('__fixtures__') && !/\.test\.tsx?$/.test(file),
);

const pages = Object.values(vendorPages);
/** However they are written, and wherever in a name. */
const names = new RegExp([...vendorOrder, ...pages.map(({ shortName }) => shortName)].join('|'), 'i');
/** As the vendors write them. */
const words = new RegExp(pages.flatMap((page) => [page.badge, page.tokenName, page.messageIdName]).join('|'));

test('no file of the page names a vendor, but for the list of them', () => {
  const naming = files.filter((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return names.test(text) || words.test(text);
  });
  expect(files.length).toBeGreaterThan(90);
  expect(naming).toEqual(['vendors.ts']);
});

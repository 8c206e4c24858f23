/**
 * Run by npm before it packs a package, in the package's folder: refuses one that was not built, whose tarball could be
 * installed and not imported.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { missingFiles } from './required-files.ts';

const missing = missingFiles(JSON.parse(readFileSync('package.json', 'utf8')), existsSync);
if (missing.length > 0) {
  const [first, ...others] = missing;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  console.error(
    `packages/${basename(process.cwd())} has no ${first}${more}: run "npm run build" at the top first.`,
  );
  process.exit(1);
}

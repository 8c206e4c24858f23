/**
 * Compares what the packages offer with the reports in api/, so that nobody changes it without seeing it; with
 * `--write`, writes the reports. After a build.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportsOf } from './api-report.ts';
import { faultsOf } from './api-rules.ts';
import { readSurfaces } from './api-surface.ts';
import { top } from './public-packages.ts';

const folder = join(top, 'api');
const surfaces = readSurfaces();
const reports = reportsOf(surfaces);
const faults = [...(await faultsOf(surfaces))];
const kept = globSync('*.md', { cwd: folder });

if (process.argv.includes('--write')) {
  mkdirSync(folder, { recursive: true });
  for (const file of kept) rmSync(join(folder, file));
  for (const [file, text] of reports) writeFileSync(join(folder, file), text);
} else {
  for (const file of new Set([...kept, ...reports.keys()])) {
    const text = kept.includes(file) ? readFileSync(join(folder, file), 'utf8') : undefined;
    if (text !== reports.get(file))
      faults.push(`api/${file} is not what the packages offer now: npm run api`);
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`The API of ${reports.size} entries is as in api/.`);

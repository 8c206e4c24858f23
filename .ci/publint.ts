/**
 * Checks a built package as npm would publish it: `node .ci/publint.ts <folder>`. Strict: a warning fails, too.
 *
 * The kit's tarball holds a template, which is a package to be copied and not one to be resolved where it lies: that
 * publint finds its `exports` ignored there is as it should be.
 */
import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('which package?');
const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
const { messages } = await publint({ pkgDir: folder, strict: true });
const faults = messages.filter(
  (message) =>
    !(
      message.code === 'NESTED_PACKAGE_JSON_FIELD_IGNORED' &&
      message.args.filePath === './template/package.json'
    ),
);
for (const fault of faults) console.error(`${fault.type}: ${formatMessage(fault, manifest)}`);
console.log(faults.length === 0 ? 'publint: all good' : `publint: ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

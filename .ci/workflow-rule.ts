/**
 * What we hold the workflows of .github to beyond what actionlint knows: every action of others is named by a commit,
 * whose content nobody can change afterwards, with its version in a comment; nothing has rights that are not stated;
 * and none runs with our rights for somebody else's pull request.
 */
import { globSync, readFileSync } from 'node:fs';

const faults: string[] = [];
const files = globSync('.github/workflows/*.{yml,yaml}').toSorted();
if (files.length === 0) faults.push('.github/workflows has no workflow');

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  if (!/^permissions:/m.test(text)) faults.push(`${file}: no permissions for the whole workflow`);
  if (/^\s*(on:.*)?\bpull_request_target\b/m.test(text)) faults.push(`${file}: pull_request_target`);
  for (const [index, line] of text.split('\n').entries()) {
    const action = line.match(/^\s*(?:- )?uses:\s*(\S+)/)?.[1];
    if (action === undefined || action.startsWith('./')) continue;
    if (!/@[0-9a-f]{40}$/.test(action)) faults.push(`${file}:${index + 1}: ${action} is not a commit`);
    if (!/ # v\d+\.\d+\.\d+$/.test(line))
      faults.push(`${file}:${index + 1}: ${action} has no version beside it`);
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`The ${files.length} workflows name their actions by commit and their rights one by one.`);

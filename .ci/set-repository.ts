/**
 * Writes into the package.json of each public package where it comes from, just before a release is published: npm
 * compares it with the provenance, and refuses a package that names another repository or none. It stands in no file of
 * ours, so that a fork, or a repository that moves, never names a place that is not its own.
 *
 * GITHUB_SERVER_URL=… GITHUB_REPOSITORY=owner/name node .ci/set-repository.ts   both are set in every GitHub workflow
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicPackages } from './public-packages.ts';

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
if (!server || !/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')) {
  throw new Error('GITHUB_SERVER_URL and GITHUB_REPOSITORY must say which repository this is');
}
const address = `${server}/${repository}`;

for (const { folder, path, manifest } of publicPackages()) {
  const directory = `packages/${folder}`;
  const origin = {
    repository: { type: 'git', url: `git+${address}.git`, directory },
    homepage: `${address}/tree/main/${directory}#readme`,
    bugs: { url: `${address}/issues` },
  };
  writeFileSync(join(path, 'package.json'), `${JSON.stringify({ ...manifest, ...origin }, undefined, 2)}\n`);
}
console.log(`The packages say that they come from ${address}.`);

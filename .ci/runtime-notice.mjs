/**
 * Runs after every install. Says once which Node the scripts of this repository run on where npm itself runs on an
 * older one, and fails where there is no newer one. Plain JavaScript, so that an old Node can say it too.
 */
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.replace('>=', '');

/**
 * @param {string | undefined} version such as `22.12` or `24.21.0`
 * @returns {boolean} whether it is what `engines` of package.json asks for, or newer
 */
function isNewEnough(version = '0') {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

// npm puts node_modules/.bin first on the path of scripts: this is the Node that runs them all.
const own = process.versions.node;
const ofNpm = process.env.npm_config_user_agent?.match(/node\/v([\d.]+)/)?.[1];

if (!isNewEnough(own)) {
  console.error(
    `Polychat's scripts need Node ${needed} or newer, and would run on ${own} (${process.execPath}). The package ` +
      '`node` among the devDependencies brings one: install without --omit=dev, or install a newer Node.',
  );
  process.exitCode = 1;
} else if (!isNewEnough(ofNpm)) {
  console.error(
    `npm runs on Node ${ofNpm}, which is older than ${needed}. Nothing to do: \`npm run\` and \`npx\` use the Node ` +
      `${own} that was installed with the devDependencies. A bare \`node\` in your shell does not.`,
  );
}

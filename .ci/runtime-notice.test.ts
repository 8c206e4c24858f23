import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Runs the notice as npm does after an install: npm itself on one Node, the scripts of the repository on another. */
function notice({ ofNpm, own }: { readonly ofNpm: string; readonly own?: string }) {
  const versions = `{ ...process.versions, node: '${own}' }`;
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
  const { status, stderr } = spawnSync(
    process.execPath,
    [...(own === undefined ? [] : ['--import', pretend]), join(import.meta.dirname, 'runtime-notice.mjs')],
    {
      encoding: 'utf8',
      env: { ...process.env, npm_config_user_agent: `npm/11.0.0 node/v${ofNpm} linux x64` },
    },
  );
  return { status, lines: stderr.split('\n').filter((line) => line !== '') };
}

test('an install on an old Node says once that the scripts bring their own', () => {
  const { status, lines } = notice({ ofNpm: '20.20.2' });
  expect(status).toBe(0);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`npm runs on Node 20.20.2`);
  expect(lines[0]).toContain(process.versions.node);
});

test.each(['22.12.0', '22.13.1', '24.0.0'])('an install on Node %s says nothing', (ofNpm) => {
  expect(notice({ ofNpm })).toEqual({ status: 0, lines: [] });
});

test.each(['20.20.2', '22.11.0'])('an install fails where the scripts would run on Node %s', (own) => {
  const { status, lines } = notice({ ofNpm: own, own });
  expect(status).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`would run on ${own}`);
});

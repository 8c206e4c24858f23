/** Makes every kind of step of a SQLite store, and writes a line after each: `syncs.test.ts` looks on from outside. */
import { writeSync } from 'node:fs';
import type { CampaignStore } from '../ports/campaign-store.ts';
import { createSqliteStore } from '../sqlite/sqlite-store.ts';
import { begin, campaign, chunk, claimed, joinAs, report } from '../store-suite/steps.ts';

const [, , file = ''] = process.argv;
const leaseMs = 60_000;

function written(line: string): void {
  writeSync(1, `${line}\n`);
}

async function step(name: string, made: Promise<unknown>): Promise<void> {
  await made;
  written(`step ${name}`);
}

async function makeSteps(store: CampaignStore): Promise<void> {
  const { id } = (await store.create(campaign('summer'))).campaign;
  written('step create');
  for (let number = 0; number < 3; number += 1) await step('append', store.append(id, chunk(number)));
  await step('seal', store.seal(id, 3, 0));
  await step('control', store.control(id, 'paused'));
  await step('control', store.control(id, 'running'));
  const held = await claimed(store, leaseMs);
  written('step claim');
  for (let call = 0; call < 20; call += 1) {
    await step(
      'commit',
      begin(store, held, {
        callId: `call ${call}`,
        bytes: new Uint8Array(200),
        firstAttemptAt: 1,
        runsForMs: 1_000,
      }),
    );
  }
  await step('commit', report(store, held, 'all of them'));
  await step('renew', store.renew([held], leaseMs));
  await step('settle', store.settle(held, joinAs()));
  await step('reopen', store.reopen({ ...held, revision: 1 }, new Uint8Array(1), 1));
  const next = await claimed(store, leaseMs);
  written('step claim');
  await step('release', store.release(next));
}

const store = createSqliteStore({ file });
written(`settings ${JSON.stringify(store.settings)}`);
await makeSteps(store);
await store.find({ key: 'summer' });
await store.settledChunks('id of summer', 0, 10);
written('read');
await store.close();

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenStores } from '../__fixtures__/broken-stores.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import { createSqliteStore } from '../sqlite/sqlite-store.ts';
import { campaignStoreChecks } from './campaign-store-checks.ts';
import { type CreateCampaignStore, runCampaignStoreCheck } from './store-subject.ts';

/** A good store in a file, changed on both of its sides. */
function changed(change: (store: CampaignStore) => Partial<CampaignStore>): CreateCampaignStore {
  return async () => {
    const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'campaigns-'));
    let now = 1_750_000_000_000;
    const open = (): CampaignStore => {
      const store = createSqliteStore({ file: join(folder, 'x.sqlite'), clock: { now: () => now } });
      return { ...store, ...change(store) };
    };
    const [store, other] = [open(), open()];
    return {
      store,
      other,
      advance(milliseconds) {
        now += milliseconds;
      },
      async close() {
        await store.close();
        await other.close();
        await rm(folder, { recursive: true });
      },
    };
  };
}

test('every check of a campaign store has a name of its own', () => {
  const names = campaignStoreChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test.each(brokenStores)(
  'a store that was broken on purpose is caught: $name',
  async ({ change, caughtBy }) => {
    for (const name of caughtBy) {
      const check = campaignStoreChecks.find((each) => each.name === name);
      if (!check) throw new Error(`there is no check "${name}"`);
      await runCampaignStoreCheck(
        check,
        changed(() => ({})),
      );
      await expect(runCampaignStoreCheck(check, changed(change)), name).rejects.toThrow();
    }
  },
);

test.each([
  ['kept', true],
  ['broken', false],
])('a store is closed when the rule is %s', async (_what, isKept) => {
  let closed = 0;
  const create: CreateCampaignStore = () => ({
    store: {} as CampaignStore,
    advance() {},
    close() {
      closed += 1;
    },
  });
  const run = async () => {
    if (!isKept) throw new Error('broken');
  };
  await runCampaignStoreCheck({ name: 'sample', run }, create).catch(() => {});
  expect(closed).toBe(1);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCampaignStore } from '../vitest/describe-campaign-store.ts';
import { createSqliteStore } from './sqlite-store.ts';

describeCampaignStore({
  name: 'SQLite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'campaigns-'));
    let now = 1_750_000_000_000;
    const open = () =>
      createSqliteStore({ file: join(folder, 'campaigns.sqlite'), clock: { now: () => now } });
    const [store, other] = [open(), open()];
    return {
      store,
      other,
      advance(milliseconds) {
        now += milliseconds;
      },
      disconnect: () => store.close(),
      async close() {
        await store.close();
        await other.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});

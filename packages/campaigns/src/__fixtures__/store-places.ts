import { Pool } from 'pg';
import type { CampaignStore } from '../ports/campaign-store.ts';
import { createPostgresStore } from '../postgres/postgres-store.ts';
import { createSqliteStore } from '../sqlite/sqlite-store.ts';

/** Where a store is, as plain JSON, so that another process can be told. */
export type StorePlace = { readonly file: string } | { readonly postgresUrl: string };

/** Opens the store there, again and again while its server is away. */
export async function openStore(place: StorePlace): Promise<CampaignStore> {
  if ('file' in place) return createSqliteStore(place);
  const pool = new Pool({ connectionString: place.postgresUrl, max: 8 });
  for (;;) {
    try {
      const store = await createPostgresStore({ pool, timeoutMs: 5_000 });
      return {
        ...store,
        async close() {
          await store.close();
          await pool.end();
        },
      };
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'ChatError') throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

import { Pool, type PoolConfig } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasPostgres, PostgresServer } from '../__fixtures__/postgres-server.ts';
import { describeCampaignStore } from '../vitest/describe-campaign-store.ts';
import { Database } from './database.ts';
import { createPostgresStore } from './postgres-store.ts';

describe.runIf(hasPostgres())('the PostgreSQL store', () => {
  let server: PostgresServer;
  let schemas = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.close());
  const pools: Pool[] = [];
  afterEach(async () => {
    for (const pool of pools.splice(0)) if (!pool.ended) await pool.end();
  });
  function poolOf(options: PoolConfig = {}): Pool {
    const pool = new Pool({ connectionString: server.url(), max: 10, ...options });
    pools.push(pool);
    return pool;
  }
  const newSchema = () => {
    schemas += 1;
    return `campaigns_${schemas}`;
  };

  describeCampaignStore({
    name: 'PostgreSQL',
    async create() {
      const [one, two] = [poolOf(), poolOf()];
      const schema = newSchema();
      let aheadMs = 0;
      const open = (pool: Pool) => createPostgresStore({ pool, schema, clockOffset: () => aheadMs });
      const [store, other] = await Promise.all([open(one), open(two)]);
      return {
        store,
        other,
        advance(milliseconds) {
          aheadMs += milliseconds;
        },
        disconnect: () => one.end(),
        async close() {
          await store.close();
          await other.close();
        },
      };
    },
  });

  test('asserts that the server syncs', async () => {
    const pool = poolOf();
    const store = await createPostgresStore({ pool, schema: newSchema() });
    expect(store.settings).toEqual({ synchronousCommit: 'on', fsync: 'on' });
  });

  test('refuses a server whose synchronous_commit is off, also where it is switched off later', async () => {
    const off = poolOf({ options: '-c synchronous_commit=off' });
    await expect(createPostgresStore({ pool: off, schema: newSchema() })).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('synchronous_commit'),
    });
    const pool = poolOf({ max: 1 });
    const store = await createPostgresStore({ pool, schema: newSchema() });
    await pool.query('SET synchronous_commit = off');
    await expect(store.claim({ worker: 'w', leaseMs: 1_000, chats: ['a'] })).rejects.toMatchObject({
      code: 'misconfigured',
    });
    await pool.query('SET synchronous_commit = on');
    await expect(store.claim({ worker: 'w', leaseMs: 1_000, chats: ['a'] })).resolves.toBeDefined();
  });

  test('makes its tables once, however many begin together, and refuses those of another version', async () => {
    const pool = poolOf();
    const schema = newSchema();
    const stores = await Promise.all(Array.from({ length: 8 }, () => createPostgresStore({ pool, schema })));
    expect(stores).toHaveLength(8);
    await pool.query(`UPDATE ${schema}.version SET number = 99`);
    await expect(createPostgresStore({ pool, schema })).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('version 99'),
    });
  });

  test.each(['Upper', 'a"b', '', 'x'.repeat(64)])('refuses the schema name %j', async (schema) => {
    const pool = poolOf();
    await expect(createPostgresStore({ pool, schema })).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('schema'),
    });
  });

  test('gives the time of the server', async () => {
    const pool = poolOf();
    const store = await createPostgresStore({ pool, schema: newSchema() });
    const timeOf = async () =>
      (await pool.query('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now')).rows[0].now;
    const before = await timeOf();
    const now = await store.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await timeOf());
  });

  test('gives up on a server that does not answer, and its connection is not used again', async () => {
    const pool = poolOf({ max: 2 });
    const schema = newSchema();
    const store = await createPostgresStore({ pool, schema, timeoutMs: 2_000 });
    const blocker = await pool.connect();
    await blocker.query(`BEGIN; LOCK TABLE ${schema}.campaigns IN ACCESS EXCLUSIVE MODE`);
    await expect(store.find({ key: 'summer' })).rejects.toThrow();
    await blocker.query('ROLLBACK');
    blocker.release();
    await expect(store.find({ key: 'summer' })).resolves.toBeUndefined();
  });

  test('a process that stands still in the middle of a step loses its locks', async () => {
    const database = await Database.open({
      pool: poolOf(),
      schema: newSchema(),
      timeoutMs: 4_000,
      clockOffset: () => 0,
    });
    const settingOf = (name: string) =>
      database.run(async ({ all }) => Object.values((await all(`SHOW ${name}`))[0] ?? {})[0]);
    expect(await settingOf('idle_in_transaction_session_timeout')).toBe('5s');
    expect(await settingOf('lock_timeout')).toBe('2s');
    database.close();
  });

  test('survives a crash of the server: what was stored is there, and the pool is used again', async () => {
    const pool = poolOf();
    const store = await createPostgresStore({ pool, schema: newSchema() });
    const campaign = { id: 'a', key: 'summer', chat: 'pigeon', definition: '{}', chunkSize: 1 };
    await store.create(campaign);
    await server.kill();
    await expect(store.create({ ...campaign, id: 'b', key: 'winter' })).rejects.toThrow();
    await server.start();
    expect((await store.find({ key: 'summer' }))?.id).toBe('a');
    expect((await store.create({ ...campaign, id: 'b', key: 'winter' })).isNew).toBe(true);
  });
});

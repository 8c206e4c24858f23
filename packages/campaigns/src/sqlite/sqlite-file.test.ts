import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { campaign } from '../store-suite/steps.ts';
import { createSqliteStore, type SqliteStore } from './sqlite-store.ts';

let folder: string;
let file: string;
const open: SqliteStore[] = [];
function openStore(changes: object = {}): SqliteStore {
  const store = createSqliteStore({ file, ...changes });
  open.push(store);
  return store;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campaigns-'));
  file = join(folder, 'campaigns.sqlite');
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await rm(folder, { recursive: true });
});

describe('the file of a SQLite store', () => {
  test('has a write-ahead log, is synced with every step, and waits shortly for a lock', () => {
    expect(openStore().settings).toEqual({ journalMode: 'wal', synchronous: 2, busyTimeout: 10 });
    // Of one that is there already, too.
    expect(openStore().settings).toEqual({ journalMode: 'wal', synchronous: 2, busyTimeout: 10 });
  });

  test('keeps what was stored when it is opened again', async () => {
    const first = openStore();
    await first.create(campaign('summer'));
    await first.close();
    await first.close();
    expect(await openStore().find({ key: 'summer' })).toMatchObject({ key: 'summer' });
    await expect(first.find({ key: 'summer' })).rejects.toThrow('closed');
  });

  test.each([
    ['no file name', { file: '' }, 'file'],
    ['an option that is none', { path: 'x' }, 'path'],
    ['a clock that is none', { clock: {} }, 'clock'],
    ['a folder that is not there', { file: '/no/such/folder/x.sqlite' }, 'file'],
  ])('is refused: %s', (_what, changes, field) => {
    expect(() => openStore(changes)).toThrow(expect.objectContaining({ code: 'misconfigured', field }));
  });

  test('is refused where it is something else', async () => {
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE notes (text TEXT)');
    other.close();
    expect(() => openStore()).toThrow(/another program/);
    await writeFile(file, 'no database at all, but a long enough text to look at. '.repeat(20));
    expect(() => openStore()).toThrow();
  });

  test('is refused where its tables are those of another version', async () => {
    await openStore().close();
    const later = new DatabaseSync(file);
    later.exec('PRAGMA user_version = 99');
    later.close();
    expect(() => openStore()).toThrow(/tables of version 99/);
  });
});

describe('while another process writes', () => {
  test('a step waits and leaves the event loop free', async () => {
    const store = openStore();
    const writer = new DatabaseSync(file);
    writer.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
      if (turns === 20) writer.exec('COMMIT');
    }, 5);
    await store.create(campaign('summer'));
    clearInterval(timer);
    writer.close();
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  test('a step gives up after its time, and has changed nothing', async () => {
    const store = openStore({ busyTimeoutMs: 60 });
    const writer = new DatabaseSync(file);
    writer.exec('BEGIN IMMEDIATE');
    await expect(store.create(campaign('summer'))).rejects.toThrow('locked for 60 ms');
    writer.exec('COMMIT');
    writer.close();
    expect(await store.find({ key: 'summer' })).toBeUndefined();
  });

  test('readers wait for nobody', async () => {
    const store = openStore();
    await store.create(campaign('summer'));
    const writer = new DatabaseSync(file);
    writer.exec('BEGIN IMMEDIATE');
    expect(await store.find({ key: 'summer' })).toMatchObject({ key: 'summer' });
    writer.exec('COMMIT');
    writer.close();
  });
});

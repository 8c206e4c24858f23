import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';

/** Has every folder be on a file system of this kind, for those who import the function by its name, too. */
function setFileSystem(type: number): void {
  vi.spyOn(fs, 'statfsSync').mockReturnValue({ type } as fs.StatsFs);
  syncBuiltinESMExports();
}

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

describe('what cannot hold a campaign store', () => {
  // The numbers are those of Linux, from `man statfs`.
  test.each([
    ['NFS', 0x6969],
    ['SMB', 0x517b],
    ['CIFS', 0xff534d42],
    ['SMB 2', 0xfe534d42],
    ['AFS', 0x5346414f],
    ['Ceph', 0x00c36400],
  ])('a network file system: %s', (name, type) => {
    setFileSystem(type);
    expect(() => createSqliteStore({ file: '/mnt/share/campaigns.sqlite' })).toThrow(
      expect.objectContaining({ code: 'misconfigured', field: 'file' }),
    );
    expect(() => createSqliteStore({ file: '/mnt/share/campaigns.sqlite' })).toThrow(`is on ${name};`);
  });

  test('a Node without SQLite: it is told which one has it', () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    expect(() => createSqliteStore({ file: 'campaigns.sqlite' })).toThrow(
      expect.objectContaining({ code: 'misconfigured' }),
    );
    expect(() => createSqliteStore({ file: 'campaigns.sqlite' })).toThrow('needs Node 22.13 or later');
  });
});

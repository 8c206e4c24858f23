import type { Chat } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { InboxVendor } from '../testing/inbox-vendor.ts';
import { migratingVendors } from '../testing/migrating-vendors.ts';
import { migration } from './migration.ts';
import type { MigrationOptions } from './migration-options.ts';

test.each<[string, string, unknown]>([
  ['from', 'must be a chat', {}],
  ['to', 'must be a chat', undefined],
  ['name', 'must be a string that is not empty', ''],
  ['salt', 'must be a string that is not empty', 7],
  ['logicalSender', 'must be a string that is not empty', ''],
  ['unit', 'must be one of conversation, user', 'pair'],
  ['rehearse', 'must be true or false', 'yes'],
  ['envelope', 'must be true or false', 1],
  ['claims', 'must be an object with the methods claim, complete, release', { claim: () => {} }],
  ['claims', 'must be an object with the methods claim, complete, release', 'redis'],
  ['clock', 'must be an object with the methods now, monotonic, schedule', {}],
  ['maxWaiting', 'must be an integer, at least 1', 0],
  ['maxMissing', 'must be an integer, at least 1', 1.5],
  ['maxRecipients', 'must be an integer, at least 1', Number.NaN],
  ['otherDeadlineMs', 'must be a number above 0', 0],
  ['stageTimeoutMs', 'must be a number above 0', Number.POSITIVE_INFINITY],
  ['claimTimeoutMs', 'must be a number above 0', '5'],
  ['hooks', 'must be an object', 'log'],
  ['hooks.write', 'must be a function', { write: 'log' }],
  ['hooks.wirte', 'no such option', { wirte: () => {} }],
  ['stages', 'no such option', 'live'],
])('the option %s %s: %j is refused', (field, words, value) => {
  const [option = ''] = field.split('.');
  expect(() => migratingVendors({ options: { [option]: value } as Partial<MigrationOptions> })).toThrow(
    expect.objectContaining({
      code: 'misconfigured',
      field,
      message: expect.stringMatching(`migration: ${field}: .*${words}`),
    }),
  );
});

describe('two chats', () => {
  test('of one name are refused', () => {
    const [one, other] = [1, 2].map(() => new InboxVendor({ name: 'same' }).chat) as [Chat, Chat];
    expect(() => migration({ from: one, to: other, stage: 'off' })).toThrow(
      expect.objectContaining({
        code: 'misconfigured',
        field: 'to',
        message: expect.stringContaining('name of its own'),
      }),
    );
  });

  test('make one that speaks for the apps of both, and has a name of its own', () => {
    const { chat } = migratingVendors();
    expect(chat.name).toBe('migration');
    expect(chat.apps).toEqual([
      { vendor: 'old', app: 'app of old' },
      { vendor: 'young', app: 'app of young' },
    ]);
    expect(migratingVendors({ options: { name: 'move' } }).chat.name).toBe('move');
  });
});

test('no options at all are refused', () => {
  expect(() => migration(undefined as unknown as MigrationOptions)).toThrow('options: must be an object');
});

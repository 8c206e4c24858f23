import assert from 'node:assert/strict';
import type { Push } from '@polychat/core';
import type { InboxPush } from './vendor-double.ts';

/** Fails unless these notifications were shown, as far as the double tells what is in them. */
export function assertPushes(shown: readonly InboxPush[], expected: readonly Push[], what: string): void {
  const comparable = expected.map((push, index) => {
    const told = Object.keys(shown[index] ?? push);
    return Object.fromEntries(Object.entries(push).filter(([name]) => told.includes(name)));
  });
  assert.deepEqual(shown, comparable, what);
}

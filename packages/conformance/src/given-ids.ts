import assert from 'node:assert/strict';
import type { ResultIds } from '@polychat/core';
import type { Trial } from './trial.ts';
import type { InboxMessage } from './vendor-double.ts';

/** Whatever in a reply may be an id: a short number must not be found in a longer one. */
function idsIn(reply: string): ReadonlySet<string> {
  return new Set([
    ...reply.split(/[\s"{}[\],:]+/),
    ...(reply.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((text) => text.slice(1, -1)),
  ]);
}

/**
 * Fails where an id that the vendor gave for a message is in none of the ids of its result. What the replies do not hold,
 * the vendor did not give.
 *
 * @param first how many exchanges there were before
 */
export function assertGivenIds(
  trial: Trial,
  arrived: InboxMessage | undefined,
  { messageId, taskId, sequence }: ResultIds,
  first: number,
): void {
  const replies = trial.transport.exchanges
    .slice(first)
    .flatMap(({ result }) => (result && !('fault' in result) ? [result.text] : []));
  for (const name of ['messageId', 'taskId', 'sequence'] as const) {
    const given = arrived?.[name];
    if (given === undefined || !replies.some((reply) => idsIn(reply).has(given))) continue;
    const ids: readonly unknown[] = [messageId, taskId, sequence];
    assert.ok(ids.includes(given), `the ${name} that the vendor gave is in no id of the result`);
  }
}

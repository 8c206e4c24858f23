import assert from 'node:assert/strict';
import type { Content } from '@polychat/core';
import { leavesOf, wireLeavesOf } from './leaves.ts';
import { refusal } from './settled.ts';
import type { Trial } from './trial.ts';

/** Fails unless exactly one message has arrived, with everything that the adapter says is left of the content. */
export async function assertArrived(trial: Trial, userId: string, content: Content): Promise<void> {
  const { received } = await trial.inbox(userId);
  assert.equal(received.length, 1, `${userId} got ${received.length} messages`);
  const arrived = wireLeavesOf(received[0]?.message);
  const missing = leavesOf(trial.canonical(content)).filter((leaf) => !arrived.has(leaf));
  assert.deepEqual(
    missing,
    [],
    `of a ${content.type} content that is declared "yes", this is lost on the way`,
  );
  const told = received[0]?.content;
  if (told)
    assert.deepEqual(told, partOfContent(trial.canonical(content), told), 'the content as the app shows it');
  else trial.untested.push(`whether members of a ${content.type} content are swapped: the inbox tells none`);
}

/** What a double tells of a content may be less than all of it. */
function partOfContent(content: unknown, told: unknown): unknown {
  if (typeof told !== 'object' || told === null || typeof content !== 'object' || content === null)
    return content;
  if (told instanceof Uint8Array || Array.isArray(told) !== Array.isArray(content)) return content;
  if (Array.isArray(told) && Array.isArray(content)) {
    return content.map((item, index) => partOfContent(item, told[index]));
  }
  return Object.fromEntries(
    Object.entries(content)
      .filter(([name]) => name in told)
      .map(([name, member]) => [name, partOfContent(member, Reflect.get(told, name))]),
  );
}

/** Fails unless something is refused as unsupported, with the field's name and before anything has left. */
export async function assertUnsupported(
  trial: Trial,
  sending: Promise<unknown>,
  what: string,
  fieldPattern: RegExp,
  requestsBefore = 0,
): Promise<void> {
  const error = await refusal(sending, what);
  assert.equal(error.code, 'unsupported', `${what}: ${error.message}`);
  assert.equal(error.effect, 'not_sent');
  assert.match(String(error.field), fieldPattern);
  assert.equal(
    await trial.requestCount(),
    requestsBefore,
    `${what} is refused, and a request has left all the same`,
  );
}

import assert from 'node:assert/strict';
import type { Content, MessageFields, MessageRef } from '@polychat/core';
import type { Trial } from './trial.ts';

/** Sends a message, and hands on how each recipient's copy is named. Fails where the vendor names one not at all. */
export async function sentRefs(
  trial: Trial,
  to: readonly string[],
  fields: Partial<MessageFields> & { readonly content?: Content } = {},
): Promise<readonly [MessageRef, ...MessageRef[]]> {
  const { accepted } = await trial.chat().sendDirect({ ...trial.message, ...fields, to });
  const refs = accepted.map(({ ref, userId }) => {
    assert.ok(ref, `the message to ${userId} has no ref`);
    return ref;
  });
  const [first, ...others] = refs;
  assert.ok(first && refs.length === to.length, 'the message was not accepted for everybody');
  return [first, ...others];
}

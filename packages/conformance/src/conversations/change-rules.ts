import assert from 'node:assert/strict';
import type { MessageRef } from '@polychat/core';
import { refusal } from '../settled.ts';
import type { InboxMessage } from '../vendor-double.ts';
import type { Destination, DestinationRules } from './destination.ts';

const before = { content: { type: 'text', text: 'as it was' } } as const;
const better = { content: { type: 'text', text: 'as it is now' } } as const;

/** Sends two messages, and hands on how the first is named; undefined where the vendor gives no id for it. */
async function firstOfTwo(destination: Destination, what: string): Promise<MessageRef | undefined> {
  const { trial, kind } = destination;
  const { ref } = await destination.send(before);
  await destination.send(before);
  if (!ref) trial.untested.push(`${what} in a ${kind}: the vendor gives no id for a message`);
  return ref;
}

/** Whether the message in the vendor's form holds a string. */
const holds = (message: InboxMessage | undefined, text: string) =>
  JSON.stringify(message?.message ?? '').includes(text);

/** Fails unless a change is refused before anything is sent, where a message of such a kind can be named at all. */
async function assertNotHad(
  destination: Destination,
  change: (ref: MessageRef) => Promise<unknown>,
  what: string,
): Promise<void> {
  const { trial } = destination;
  const { ref } = await destination.send(before);
  if (!ref) return;
  const requests = await trial.requestCount();
  const error = await refusal(change(ref), what);
  assert.deepEqual([error.code, error.effect], ['unsupported', 'not_sent']);
  assert.equal(await trial.requestCount(), requests, `${what} is not supported, and is sent`);
}

/** What was sent can be taken back and changed where that is declared. */
export const changeRules: DestinationRules = {
  'a message that is taken back is gone for all members, and no other one': async (destination) => {
    const { trial, kind } = destination;
    const windowMs = trial.adapter.capabilities.recall?.windowMs[kind];
    if (windowMs === undefined) {
      await assertNotHad(destination, (ref) => trial.chat().recall(ref), `a recall in a ${kind}`);
      return;
    }
    const ref = await firstOfTwo(destination, 'a recall');
    if (!ref) return;
    const stored = JSON.parse(JSON.stringify(ref)) as MessageRef;
    const { accepted } = await trial.chat().recall(stored);
    assert.deepEqual(
      accepted.map((each) => each.ref),
      [ref],
    );
    for (const userId of trial.others) {
      const gone = (await destination.received(userId)).map(({ isRecalled }) => isRecalled === true);
      assert.deepEqual(gone, [true, false], `which of two messages ${userId} has no more`);
    }
    // Some vendors have no code that says why.
    const { effect } = await refusal(trial.chat().recall(ref), 'a second recall');
    assert.equal(effect, 'rejected', 'a second recall certainly does nothing');
  },

  'an edited message shows the new content to all members, and no other one changes': async (destination) => {
    const { trial, kind } = destination;
    const windowMs = trial.adapter.capabilities.edit?.windowMs[kind];
    if (windowMs === undefined) {
      await assertNotHad(destination, (ref) => trial.chat().edit(ref, better), `an edit in a ${kind}`);
      return;
    }
    const ref = await firstOfTwo(destination, 'an edit');
    if (!ref) return;
    const { ref: edited } = await trial.chat().edit(JSON.parse(JSON.stringify(ref)) as MessageRef, better);
    assert.deepEqual(edited, ref, 'the receipt has another ref than was given');
    for (const userId of trial.others) {
      const [first, second] = await destination.received(userId);
      assert.ok(holds(first, 'as it is now') && !holds(first, 'as it was'), `${userId} has the old text`);
      assert.ok(holds(second, 'as it was'), `${userId} has another message that has changed`);
    }
  },
};

import assert from 'node:assert/strict';
import { ChatError, type MessageRef, type RecallReceipt } from '@polychat/core';
import { refusal } from '../../settled.ts';
import { chatFamily } from '../chat-check.ts';
import type { ChatTrial, VendorBehaviour } from '../chat-trial.ts';
import { people } from '../people.ts';
import { recalledNote } from '../posted.ts';
import type { StartedChat } from '../started-chat.ts';

/** A chat that has sent a message to everybody, and how each of them is named. */
async function startSent(trial: ChatTrial, behaviour: VendorBehaviour = {}) {
  const started = await trial.start({ changes: true, ...behaviour }, 'changes');
  const { receipt } = await started.send(people);
  const refs = receipt.accepted.map(({ ref, userId }) => {
    assert.ok(ref, `the message to ${userId} has no ref`);
    return ref;
  });
  assert.equal(refs.length, people.length, 'not everybody was accepted');
  return { started, refs };
}

/** Takes messages back, and hands on the receipt also where none was. */
async function recall(started: StartedChat, refs: readonly MessageRef[]): Promise<RecallReceipt> {
  try {
    return await started.run(started.chat.recall(refs));
  } catch (error) {
    if (!ChatError.is(error) || !error.recallReceipt) throw error;
    return error.recallReceipt;
  }
}

/** What stands in a user's inboxes, at all vendors. */
const inboxesOf = (started: StartedChat, userId: string) =>
  started.vendors.flatMap((vendor) => vendor.inbox(started.vendorIdOf(userId)));

const refsIn = (messages: readonly { readonly ref: MessageRef }[]) => messages.map(({ ref }) => ref);

export const changes = chatFamily('changes', {
  'a message is taken back wherever it is, and no other one': async (trial) => {
    const { started, refs } = await startSent(trial);
    const [first, ...others] = refs;
    const { accepted, failed, unconfirmed } = await recall(started, [first as MessageRef]);
    assert.deepEqual([refsIn(accepted), failed, unconfirmed], [[first], [], []]);
    const gone = inboxesOf(started, people[0] ?? '');
    assert.ok(gone.length > 0 && gone.every((text) => text === recalledNote), 'the message is still there');
    for (const userId of people.slice(1)) {
      assert.ok(!inboxesOf(started, userId).includes(recalledNote), `the message to ${userId} is gone`);
    }
    assert.deepEqual(
      refsIn((await recall(started, others)).accepted),
      others,
      'not in the order of the input',
    );
  },

  'a ref that was stored as JSON finds its way': async (trial) => {
    const { started, refs } = await startSent(trial);
    const stored = JSON.parse(JSON.stringify(refs)) as MessageRef[];
    assert.deepEqual(refsIn((await recall(started, stored)).accepted), refs);
  },

  'every message is in exactly one list, whatever meets the calls': async (trial) => {
    let isSent = false;
    for (const fate of ['not_sent', 'unknown', 'forbidden', 'unavailable'] as const) {
      isSent = false;
      const { started, refs } = await startSent(trial, {
        callFate: (command) => (isSent && command === 'recall' ? fate : 'answered'),
      });
      isSent = true;
      const { accepted, failed, unconfirmed } = await recall(started, refs);
      const lists = [accepted, failed, unconfirmed].flatMap(refsIn).map((ref) => JSON.stringify(ref));
      assert.deepEqual(
        lists.toSorted(),
        refs.map((ref) => JSON.stringify(ref)).toSorted(),
        `"${fate}": not every message is named once`,
      );
      assert.deepEqual(accepted, [], `"${fate}": a message is called gone`);
      assert.equal(unconfirmed.length > 0, fate === 'unknown', `"${fate}": what is said of the messages`);
    }
  },

  'an edit changes the message wherever it is, and no other one': async (trial) => {
    const { started, refs } = await startSent(trial);
    const receipt = await started.run(
      started.chat.edit(refs[0] as MessageRef, { content: { type: 'text', text: 'as it is now' } }),
    );
    assert.deepEqual(receipt.ref, refs[0]);
    const texts = inboxesOf(started, people[0] ?? '');
    assert.ok(texts.length > 0 && texts.every((text) => text === 'as it is now'), 'the message is as before');
    for (const userId of people.slice(1)) {
      assert.ok(!inboxesOf(started, userId).includes('as it is now'), `the message to ${userId} has changed`);
    }
  },

  'a message is looked up wherever it is, and found as it is now': async (trial) => {
    const { started, refs } = await startSent(trial);
    const [first, second] = refs;
    assert.ok(first && second);
    const find = (ref: MessageRef) => started.run(started.chat.find(ref));
    const before = await find(first);
    assert.ok(before.found && before.state === 'sent', 'the message is not found');
    assert.deepEqual([before.from, before.to], [first.from, first.to], 'the users of the message');
    await recall(started, [first]);
    const gone = await find(first);
    assert.ok(gone.found && gone.state === 'recalled', 'the message that was taken back is found as it was');
    assert.deepEqual(await find(second), { ...before, from: second.from, to: second.to });
    const none = { ...second, messageId: 'of no message' };
    assert.deepEqual(await find(none), { found: false }, 'a message that there is not is found');
  },

  'a ref of an app that the chat does not speak for is refused, and nothing is sent': async (trial) => {
    const { started, refs } = await startSent(trial);
    const foreign = { ...(refs[0] as MessageRef), app: 'of somebody else' };
    const before = started.posted().length;
    const edit = { content: { type: 'text', text: 'x' } } as const;
    // One after the other: what is rejected while nobody waits for it would be taken for forgotten.
    const asks = [
      () => started.chat.recall(foreign),
      () => started.chat.edit(foreign, edit),
      () => started.chat.find(foreign),
    ];
    for (const ask of asks) {
      const error = await started.run(refusal(ask(), 'a ref of another app'));
      assert.deepEqual([error.code, error.field], ['invalid_message', 'ref.app']);
    }
    assert.equal(started.posted().length, before, 'something was sent');
  },
});

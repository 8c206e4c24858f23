import assert from 'node:assert/strict';
import type { MessageRef } from '@polychat/core';
import { chatFamily } from '../chat-check.ts';
import { inTurn, toMessages } from '../chat-trial.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { words } from '../people.ts';
import { recalledNote } from '../posted.ts';
import {
  assertTold,
  conversationId,
  conversationKinds,
  countsOf,
  endOf,
  sendTo,
} from '../sent-conversation.ts';
import { troubles } from '../troubles.ts';

/** Whom a message to a group names, and who alone gets it. */
const named = { mentions: { everyone: true, users: ['ann', 'bob'] }, targets: { only: ['ann', 'carol'] } };

export const conversations = chatFamily('conversations', {
  'a message to a group or a room arrives there once, at the chat that the receipt names': async (trial) => {
    for (const kind of conversationKinds) {
      const started = await trial.start({}, 'conversations');
      const end = await endOf(started, kind);
      assert.ok(end.receipt, `a message to a ${kind} is not sent`);
      await started.clock.advance(60_000);
      assertTold(started, kind, end);
      for (const posted of started.posted(kind)) {
        assert.deepEqual([posted.to, posted.text], [[conversationId], words]);
      }
      const other = kind === 'group' ? 'room' : 'group';
      assert.deepEqual(started.posted(other), [], `a message to a ${kind} goes to a ${other}`);
    }
  },

  'what is said of it is true, and no vendor has it twice, whatever meets the calls': async (trial) => {
    for (const kind of conversationKinds) {
      for (const [first, ...others] of troubles) {
        const started = await trial.start({ callFate: inTurn(first, ...others) }, 'conversations');
        const end = await endOf(started, kind);
        await started.clock.advance(60_000);
        assertTold(started, kind, end);
      }
    }
  },

  'it throws where nobody took it, and says that it failed': async (trial) => {
    for (const kind of conversationKinds) {
      for (const fate of ['forbidden', 'unavailable', 'not_sent'] as const) {
        const started = await trial.start({ callFate: () => fate }, 'conversations');
        const { error } = await endOf(started, kind);
        assert.ok(error, `${fate}: a message that nobody took does not throw`);
        assert.notEqual(error.effect, 'unknown', `${fate}: it is left open what became of it`);
      }
    }
  },

  'one of which nobody knows is not sent again, and the error says so': async (trial) => {
    for (const kind of conversationKinds) {
      for (const fate of ['unknown', 'silent'] as const) {
        const callFate = toMessages(inTurn<CallFate>(fate, fate, 'answered'));
        const started = await trial.start({ callFate }, 'conversations');
        const { error } = await endOf(started, kind);
        await started.clock.advance(60_000);
        assert.equal(error?.effect, 'unknown', `${fate}: the error does not leave it open`);
        const asked = started.posted(kind).length;
        assert.ok(asked <= started.copies, `${fate}: ${asked} requests were sent, and nobody knew`);
      }
    }
  },

  'a group that there is not is refused as such': async (trial) => {
    for (const kind of conversationKinds) {
      const started = await trial.start({ fateOf: () => 'refused' }, 'conversations');
      const { error } = await endOf(started, kind);
      assert.deepEqual([error?.code, error?.field], ['not_found', `${kind}Id`]);
    }
  },

  'whom it names, and who alone gets it, arrive by the ids that the vendors know them by': async (trial) => {
    const started = await trial.start({}, 'conversations');
    await started.run(sendTo(started.chat, 'group', named));
    const idsOf = (userIds: readonly string[]) => userIds.map((userId) => started.vendorIdOf(userId));
    const { mentions, targets } = named;
    assert.ok(started.posted('group').length > 0, 'nothing arrives');
    for (const posted of started.posted('group')) {
      assert.deepEqual(posted.mentions, { everyone: true, users: idsOf(mentions.users) });
      assert.deepEqual(posted.targets, { only: idsOf(targets.only) });
    }
  },

  'a group goes the same way again while nothing goes wrong': async (trial) => {
    for (const kind of conversationKinds) {
      const started = await trial.start({}, 'conversations', 'one_way');
      const vias = new Set<string | undefined>();
      for (let time = 0; time < 8; time += 1) vias.add((await endOf(started, kind)).receipt?.via);
      assert.equal(vias.size, 1, `messages to one ${kind} go several ways`);
    }
  },

  'it is changed and taken back wherever it is, by its ref as plain JSON': async (trial) => {
    for (const kind of conversationKinds) {
      const started = await trial.start({ changes: true }, 'conversations', 'changes');
      const texts = () => started.vendors.flatMap((vendor) => vendor.conversation(kind, conversationId));
      const { receipt } = await endOf(started, kind);
      assert.ok(receipt?.ref, `a message to a ${kind} has no ref`);
      assert.deepEqual([receipt.ref.conversation, receipt.ref.to], [kind, conversationId]);
      const ref = JSON.parse(JSON.stringify(receipt.ref)) as MessageRef;
      await started.run(started.chat.edit(ref, { content: { type: 'text', text: 'as it is now' } }));
      assert.ok(
        texts().every((text) => text === 'as it is now'),
        'a message is as before',
      );
      const { accepted } = await started.run(started.chat.recall(ref));
      assert.deepEqual(
        accepted.map((message) => message.ref),
        [ref],
      );
      assert.ok(
        texts().every((text) => text === recalledNote),
        'a message is still there',
      );
      assert.ok([...countsOf(started, kind).values()].some((count) => count > 0));
    }
  },
});

import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { ann, bob, carol, invite, stranger } from '../people.ts';
import { text } from '../samples.ts';
import { refusal, settled, statusOf } from '../settled.ts';

/** Who a message is from, for the recipient and in the receipt. */
export const senders = family('senders', {
  'the recipient and the ref both name the sender': async (trial) => {
    await invite(trial);
    for (const to of [[bob], [bob, carol]]) {
      const { accepted } = await trial.chat().sendDirect({ from: ann, to, content: text });
      for (const { userId, ref } of accepted) {
        assert.equal((await trial.inbox(userId)).received.at(-1)?.from, ann);
        assert.equal(ref?.from, ann, 'the ref does not name the sender');
      }
    }
  },

  'without a sender the vendor has one of its own, or the message is refused': async (trial) => {
    await invite(trial);
    const sending = trial.chat().sendDirect({ to: bob, content: text });
    if (!trial.adapter.capabilities.behaviour.senderOptional) {
      const error = await refusal(sending, 'a message without a sender, who is declared to be required,');
      assert.deepEqual([error.code, error.field, error.effect], ['invalid_message', 'from', 'not_sent']);
      assert.equal(await trial.requestCount(), 0);
      return;
    }
    const { accepted } = await sending;
    const shown = (await trial.inbox(bob)).received[0]?.from;
    assert.ok(shown, 'the recipient sees no sender');
    assert.equal(accepted[0]?.ref?.from, shown, 'the ref names another sender than the recipient sees');
  },

  'a sender that the vendor does not know fails for everybody, and nothing arrives': async (trial) => {
    await invite(trial);
    for (const to of [[bob], [bob, carol]]) {
      const outcome = await settled(trial.chat().sendDirect({ from: stranger, to, content: text }));
      for (const userId of to) {
        const { status, problem } = statusOf(outcome, userId);
        assert.deepEqual([status, problem?.effect], ['failed', 'rejected']);
        // Some vendors have one code for either side.
        assert.match(String(problem?.code), /^(sender_)?not_found$/);
        assert.deepEqual((await trial.inbox(userId)).received, []);
      }
    }
  },

  'the sender among the recipients gets the message, or is refused alone': async (trial) => {
    await invite(trial);
    const outcome = await settled(trial.chat().sendDirect({ from: ann, to: [bob, ann], content: text }));
    assert.equal(statusOf(outcome, bob).status, 'accepted');
    assert.equal((await trial.inbox(bob)).received.length, 1);
    const { status, problem } = statusOf(outcome, ann);
    const received = (await trial.inbox(ann)).received.length;
    if (trial.adapter.capabilities.behaviour.canMessageSelf) {
      assert.deepEqual([status, received], ['accepted', 1]);
    } else {
      assert.deepEqual(
        [status, received, problem?.code, problem?.field],
        ['failed', 0, 'invalid_message', 'to[1]'],
      );
    }
  },
});

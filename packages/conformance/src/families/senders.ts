import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { text } from '../samples.ts';
import { refusal, settled, statusOf } from '../settled.ts';
import { reaches } from '../support.ts';

/** Who a message is from, for the recipient and in the receipt. */
export const senders = family('senders', {
  'the recipient and the ref both name the sender': async (trial) => {
    await trial.invite();
    for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
      const { accepted } = await trial.chat().sendDirect({ from: trial.ann, to, content: text });
      for (const { userId, ref } of accepted) {
        assert.equal((await trial.inbox(userId)).received.at(-1)?.from, trial.ann);
        assert.equal(ref?.from, trial.ann, 'the ref does not name the sender');
      }
    }
  },

  'without a sender the vendor has one of its own, or the message is refused': async (trial) => {
    await trial.invite();
    const sending = trial.chat().sendDirect({ to: trial.bob, content: text });
    if (!trial.adapter.capabilities.behaviour.senderOptional) {
      const error = await refusal(sending, 'a message without a sender, who is declared to be required,');
      assert.deepEqual([error.code, error.field, error.effect], ['invalid_message', 'from', 'not_sent']);
      assert.equal(await trial.requestCount(), 0);
      return;
    }
    const { accepted } = await sending;
    const shown = (await trial.inbox(trial.bob)).received[0]?.from;
    assert.ok(shown, 'the recipient sees no sender');
    assert.equal(accepted[0]?.ref?.from, shown, 'the ref names another sender than the recipient sees');
  },

  'a default sender stands where a message names none, and nowhere else': async (trial) => {
    const { withDefaultSender } = trial.subject;
    if (!withDefaultSender) {
      trial.untested.push('a default sender: the subject has no withDefaultSender()');
      return;
    }
    await trial.invite();
    const chat = trial.chatOf(withDefaultSender(trial.dave));
    for (const from of [undefined, trial.ann]) {
      for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
        const { accepted } = await chat.sendDirect({ from, to, content: text });
        for (const { userId, ref } of accepted) {
          const shown = (await trial.inbox(userId)).received.at(-1)?.from;
          assert.equal(shown, from ?? trial.dave, 'the sender that the recipient sees');
          assert.equal(ref?.from, from ?? trial.dave, 'the sender that the ref names');
        }
      }
      if (!reaches(trial.adapter.capabilities, 'online')) continue;
      await chat.broadcast({ from, audience: 'online', content: text });
      const shown = (await trial.inbox(trial.bob)).received.at(-1)?.from;
      assert.equal(shown, from ?? trial.dave, 'the sender of a broadcast');
    }
  },

  'a sender that the vendor does not know fails for everybody, and nothing arrives': async (trial) => {
    trial.needs(trial.has('sender_check'), 'no check of senders');
    await trial.invite();
    for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
      const outcome = await settled(trial.chat().sendDirect({ from: trial.stranger, to, content: text }));
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
    await trial.invite();
    const outcome = await settled(
      trial.chat().sendDirect({ from: trial.ann, to: [trial.bob, trial.ann], content: text }),
    );
    assert.equal(statusOf(outcome, trial.bob).status, 'accepted');
    assert.equal((await trial.inbox(trial.bob)).received.length, 1);
    const { status, problem } = statusOf(outcome, trial.ann);
    const received = (await trial.inbox(trial.ann)).received.length;
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

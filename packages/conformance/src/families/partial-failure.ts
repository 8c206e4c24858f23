import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { ann, bob, carol, dave, invite, stranger } from '../people.ts';
import { text } from '../samples.ts';
import { settled, standingOf } from '../settled.ts';

/** Where some are served and others are not, each learns their own fate. */
export const partialFailure = family('partial failure', {
  'an unknown recipient fails as recipient_not_found, and the others get the message': async (trial) => {
    await invite(trial);
    const to = [bob, stranger, carol];
    const outcome = await settled(trial.chat().sendDirect({ from: ann, to, content: text }));
    const { standing, problem } = standingOf(outcome, stranger);
    assert.deepEqual(
      [standing, problem?.code, problem?.effect],
      ['failed', 'recipient_not_found', 'rejected'],
    );
    for (const userId of [bob, carol]) {
      assert.equal(standingOf(outcome, userId).standing, 'accepted');
      assert.equal((await trial.inbox(userId)).received.length, 1);
    }
  },

  'when nobody is served, the error carries the whole receipt': async (trial) => {
    await invite(trial);
    for (const to of [[stranger], [stranger, `${stranger}2`]]) {
      const { error, receipt } = await settled(trial.chat().sendDirect({ from: ann, to, content: text }));
      assert.ok(error, 'a send that reached nobody is no error');
      assert.deepEqual([error.code, error.effect], ['recipient_not_found', 'rejected']);
      assert.deepEqual(
        receipt.failed.map(({ userId }) => userId),
        to,
      );
    }
  },

  'a recipient whom the vendor refuses fails alone, and is not tried again': async (trial) => {
    await invite(trial);
    await trial.double.failNext({ kind: 'recipient_refused', userId: carol });
    const to = [bob, carol, dave];
    const outcome = await settled(trial.chat().sendDirect({ from: ann, to, content: text }));
    const { standing, problem } = standingOf(outcome, carol);
    assert.deepEqual([standing, problem?.effect], ['failed', 'rejected']);
    assert.deepEqual((await trial.inbox(carol)).received, []);
    for (const userId of [bob, dave]) {
      assert.equal(standingOf(outcome, userId).standing, 'accepted');
      assert.equal((await trial.inbox(userId)).received.length, 1);
    }
  },

  'a recipient whom the reply leaves out is what the call says that silence means': async (trial) => {
    await invite(trial);
    const to = [bob, carol, dave];
    const call = trial.directCall({ from: ann, content: text }, to);
    const { unlistedMeans } = call;
    const { accepted } = call.read(await trial.attempt(call));
    assert.ok(
      accepted.length < to.length || unlistedMeans === 'unconfirmed',
      'the vendor names whom it reached, so silence about somebody cannot mean that they are',
    );
    await trial.double.failNext({ kind: 'left_out', userId: carol });
    const outcome = await settled(trial.chat().sendDirect({ from: ann, to, content: text }));
    assert.equal(standingOf(outcome, carol).standing, unlistedMeans);
    for (const userId of to) {
      assert.equal((await trial.inbox(userId)).received.length, 2, `${userId} did not get exactly one more`);
    }
  },

  'someone who blocked the sender is refused, or gets the message, as declared': async (trial) => {
    await invite(trial);
    await trial.double.block(carol, ann);
    const to = [bob, carol];
    const outcome = await settled(trial.chat().sendDirect({ from: ann, to, content: text }));
    const { standing, problem } = standingOf(outcome, carol);
    const received = (await trial.inbox(carol)).received.length;
    if (trial.adapter.capabilities.behaviour.checksBlocklist) {
      assert.deepEqual([standing, problem?.code, received], ['failed', 'recipient_blocked', 0]);
    } else {
      assert.deepEqual([standing, received], ['accepted', 1]);
    }
    assert.equal(standingOf(outcome, bob).standing, 'accepted');
  },

  'a message that the vendor refuses for good fails for everybody, and is sent once': async (trial) => {
    await invite(trial);
    for (const to of [[bob], [bob, carol]]) {
      const before = await trial.requestCount();
      await trial.double.failNext({ kind: 'refused', words: 'not allowed here' });
      const outcome = await settled(trial.chat().sendDirect({ from: ann, to, content: text }));
      for (const userId of to) {
        const { standing, problem } = standingOf(outcome, userId);
        assert.deepEqual([standing, problem?.effect], ['failed', 'rejected']);
        assert.deepEqual((await trial.inbox(userId)).received, []);
      }
      assert.equal((await trial.requestCount()) - before, 1, 'a refusal for good is sent again');
    }
  },
});

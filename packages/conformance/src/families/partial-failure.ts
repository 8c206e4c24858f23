import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { ann, bob, carol, dave, invite, stranger } from '../people.ts';
import { text } from '../samples.ts';
import { settled, statusOf } from '../settled.ts';

const message = { from: ann, content: text };

/** Where some are served and others are not, each learns their own fate. */
export const partialFailure = family('partial failure', {
  'an unknown recipient fails as recipient_not_found, and the others get the message': async (trial) => {
    await invite(trial);
    const to = [bob, stranger, carol];
    const outcome = await settled(trial.chat().sendDirect({ ...message, to }));
    const { status, problem } = statusOf(outcome, stranger);
    const expected = trial.adapter.capabilities.direct?.checksRecipients
      ? ['failed', 'recipient_not_found', 'rejected']
      : ['accepted', undefined, undefined];
    assert.deepEqual([status, problem?.code, problem?.effect], expected);
    for (const userId of [bob, carol]) {
      assert.equal(statusOf(outcome, userId).status, 'accepted');
      assert.equal((await trial.inbox(userId)).received.length, 1);
    }
  },

  'when nobody is served, the error carries the whole receipt': async (trial) => {
    await invite(trial);
    const isChecked = trial.adapter.capabilities.direct?.checksRecipients;
    for (const to of isChecked ? [[stranger], [stranger, `${stranger}2`]] : [[bob], [bob, carol]]) {
      if (!isChecked) {
        for (const userId of to) await trial.double.failNext({ kind: 'recipient_refused', userId });
      }
      const { error, receipt } = await settled(trial.chat().sendDirect({ ...message, to }));
      assert.ok(error, 'a send that reached nobody is no error');
      if (isChecked) assert.equal(error.code, 'recipient_not_found');
      assert.equal(error.effect, 'rejected');
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
    const outcome = await settled(trial.chat().sendDirect({ ...message, to }));
    const { status, problem } = statusOf(outcome, carol);
    assert.deepEqual([status, problem?.effect], ['failed', 'rejected']);
    assert.deepEqual((await trial.inbox(carol)).received, []);
    for (const userId of [bob, dave]) {
      assert.equal(statusOf(outcome, userId).status, 'accepted');
      assert.equal((await trial.inbox(userId)).received.length, 1);
    }
  },

  'a recipient whom the reply leaves out is what the plan says that silence means': async (trial) => {
    await invite(trial);
    const to = [bob, carol, dave];
    const calls = trial.directCalls(message, to);
    for (const { call, items, unlistedMeans } of calls) {
      const { value } = call.read(await trial.attempt(call), trial.attemptInfo());
      assert.ok(
        (value?.accepted ?? []).length < items.length || unlistedMeans === 'unconfirmed',
        'the vendor names whom it reached, so silence about somebody cannot mean that they are',
      );
    }
    const ofCarol = calls.find(({ items }) => items.some(({ userId }) => userId === carol));
    await trial.double.failNext({ kind: 'left_out', userId: carol });
    const outcome = await settled(trial.chat().sendDirect({ ...message, to }));
    assert.equal(statusOf(outcome, carol).status, ofCarol?.unlistedMeans);
    for (const userId of to) {
      assert.equal((await trial.inbox(userId)).received.length, 2, `${userId} did not get exactly one more`);
    }
  },

  'someone who blocked the sender is refused, or gets the message, as declared': async (trial) => {
    await invite(trial);
    await trial.double.block(carol, ann);
    const to = [bob, carol];
    const outcome = await settled(trial.chat().sendDirect({ ...message, to }));
    const { status, problem } = statusOf(outcome, carol);
    const received = (await trial.inbox(carol)).received.length;
    if (trial.adapter.capabilities.behaviour.checksBlocklist) {
      assert.deepEqual([status, problem?.code, received], ['failed', 'recipient_blocked', 0]);
    } else {
      assert.deepEqual([status, received], ['accepted', 1]);
    }
    assert.equal(statusOf(outcome, bob).status, 'accepted');
  },

  'a message that the vendor refuses for good fails for everybody, and is sent once': async (trial) => {
    await invite(trial);
    for (const to of [[bob], [bob, carol]]) {
      const before = await trial.requestCount();
      const calls = trial.directCalls(message, to).length;
      for (let call = 0; call < calls; call += 1) {
        await trial.double.failNext({ kind: 'refused', words: 'not allowed here' });
      }
      const outcome = await settled(trial.chat().sendDirect({ ...message, to }));
      for (const userId of to) {
        const { status, problem } = statusOf(outcome, userId);
        assert.deepEqual([status, problem?.effect], ['failed', 'rejected']);
        assert.deepEqual((await trial.inbox(userId)).received, []);
      }
      assert.equal((await trial.requestCount()) - before, calls, 'a refusal for good is sent again');
    }
  },
});

import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { settled, statusOf } from '../settled.ts';

/** Where some are served and others are not, each learns their own fate. */
export const partialFailure = family('partial failure', {
  'an unknown recipient fails as recipient_not_found, and the others get the message': async (trial) => {
    await trial.invite();
    const to = [trial.bob, trial.stranger, trial.carol];
    const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to }));
    const { status, problem } = statusOf(outcome, trial.stranger);
    const expected = trial.adapter.capabilities.direct?.checksRecipients
      ? ['failed', 'recipient_not_found', 'rejected']
      : ['accepted', undefined, undefined];
    assert.deepEqual([status, problem?.code, problem?.effect], expected);
    for (const userId of [trial.bob, trial.carol]) {
      assert.equal(statusOf(outcome, userId).status, 'accepted');
      assert.equal((await trial.inbox(userId)).received.length, 1);
    }
  },

  'when nobody is served, the error carries the whole receipt': async (trial) => {
    await trial.invite();
    const isChecked = trial.adapter.capabilities.direct?.checksRecipients;
    for (const to of isChecked
      ? [[trial.stranger], [trial.stranger, trial.userId('stranger2')]]
      : [[trial.bob], [trial.bob, trial.carol]]) {
      if (!isChecked) {
        for (const userId of to) await trial.fail({ kind: 'recipient_refused', userId });
      }
      const { error, receipt } = await settled(trial.chat().sendDirect({ ...trial.message, to }));
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
    await trial.invite();
    await trial.fail({ kind: 'recipient_refused', userId: trial.carol });
    const to = trial.others;
    const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to }));
    const { status, problem } = statusOf(outcome, trial.carol);
    assert.deepEqual([status, problem?.effect], ['failed', 'rejected']);
    assert.deepEqual((await trial.inbox(trial.carol)).received, []);
    for (const userId of [trial.bob, trial.dave]) {
      assert.equal(statusOf(outcome, userId).status, 'accepted');
      assert.equal((await trial.inbox(userId)).received.length, 1);
    }
  },

  'a recipient whom the reply leaves out is what the plan says that silence means': async (trial) => {
    await trial.invite();
    const to = trial.others;
    const calls = trial.directCalls(trial.message, to);
    for (const { call, items, unlistedMeans } of calls) {
      const { value } = call.read(await trial.attempt(call), trial.attemptInfo());
      assert.ok(
        (value?.accepted ?? []).length < items.length || unlistedMeans === 'unconfirmed',
        'the vendor names whom it reached, so silence about somebody cannot mean that they are',
      );
    }
    const ofCarol = calls.find(({ items }) => items.some(({ userId }) => userId === trial.carol));
    await trial.fail({ kind: 'left_out', userId: trial.carol });
    const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to }));
    assert.equal(statusOf(outcome, trial.carol).status, ofCarol?.unlistedMeans);
    for (const userId of to) {
      assert.equal((await trial.inbox(userId)).received.length, 2, `${userId} did not get exactly one more`);
    }
  },

  'someone who blocked the sender is refused, or gets the message, as declared': async (trial) => {
    await trial.invite();
    await trial.double.block(trial.carol, trial.ann);
    const to = [trial.bob, trial.carol];
    const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to }));
    const { status, problem } = statusOf(outcome, trial.carol);
    const received = (await trial.inbox(trial.carol)).received.length;
    if (trial.adapter.capabilities.behaviour.checksBlocklist) {
      assert.deepEqual([status, problem?.code, received], ['failed', 'recipient_blocked', 0]);
    } else {
      assert.deepEqual([status, received], ['accepted', 1]);
    }
    assert.equal(statusOf(outcome, trial.bob).status, 'accepted');
  },

  'a message that the vendor refuses and would refuse again fails for everybody, and is sent once': async (
    trial,
  ) => {
    await trial.invite();
    for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
      const before = await trial.requestCount();
      const calls = trial.directCalls(trial.message, to).length;
      for (let call = 0; call < calls; call += 1) {
        await trial.fail({ kind: 'refused', words: 'not allowed here' });
      }
      const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to }));
      for (const userId of to) {
        const { status, problem } = statusOf(outcome, userId);
        assert.deepEqual([status, problem?.effect], ['failed', 'rejected']);
        assert.deepEqual((await trial.inbox(userId)).received, []);
      }
      assert.equal(
        (await trial.requestCount()) - before,
        calls,
        'a message that would be refused again is sent again',
      );
    }
  },
});

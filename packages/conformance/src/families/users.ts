import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { ann, bob, carol, dave, invite } from '../people.ts';
import { text } from '../samples.ts';
import { settled, standingOf } from '../settled.ts';

/** Making users known. */
export const users = family('users', {
  'registered users are known, and can write to each other': async (trial) => {
    const chat = trial.chat();
    for (const profiles of [[{ userId: ann, name: 'Ann Ó Quince' }], [{ userId: bob }, { userId: carol }]]) {
      const receipt = await chat.registerUsers(profiles);
      assert.deepEqual(
        receipt.accepted.map(({ userId }) => userId),
        profiles.map(({ userId }) => userId),
      );
      for (const { userId } of profiles)
        assert.ok(await trial.double.knowsUser(userId), `${userId} is not known`);
    }
    const { accepted } = await chat.sendDirect({ from: ann, to: [bob, carol], content: text });
    assert.equal(accepted.length, 2);
  },

  'registering again does no harm': async (trial) => {
    const chat = trial.chat();
    const both = [{ userId: ann }, { userId: bob }];
    for (const profiles of [both, both, [both[0] ?? { userId: ann }], [...both, { userId: carol }]]) {
      const receipt = await chat.registerUsers(profiles);
      assert.equal(receipt.accepted.length, profiles.length, 'a user that exists already is not accepted');
      assert.deepEqual([receipt.failed, receipt.unconfirmed], [[], []]);
    }
  },

  'a bad id fails alone and before the wire, with its place in the input': async (trial) => {
    const chat = trial.chat();
    const outcome = await settled(chat.registerUsers([{ userId: bob }, { userId: '' }, { userId: carol }]));
    const { standing, problem } = standingOf(outcome, '');
    assert.deepEqual(
      [standing, problem?.code, problem?.effect, problem?.field],
      ['failed', 'invalid_message', 'not_sent', 'users[1].userId'],
    );
    for (const userId of [bob, carol]) {
      assert.equal(standingOf(outcome, userId).standing, 'accepted');
      assert.ok(await trial.double.knowsUser(userId));
    }
  },

  'a user whom the vendor refuses fails alone': async (trial) => {
    await invite(trial);
    await trial.double.failNext({ kind: 'recipient_refused', userId: 'eve' });
    const outcome = await settled(trial.chat().registerUsers([{ userId: 'eve' }, { userId: 'frank' }]));
    assert.equal(standingOf(outcome, 'frank').standing, 'accepted');
    assert.equal(standingOf(outcome, 'eve').standing, 'failed');
    assert.ok(!(await trial.double.knowsUser('eve')));
  },

  'a user who is named twice is registered once': async (trial) => {
    const { accepted } = await trial
      .chat()
      .registerUsers([{ userId: dave }, { userId: bob }, { userId: dave }]);
    assert.deepEqual(
      accepted.map(({ userId }) => userId),
      [dave, bob],
    );
  },
});

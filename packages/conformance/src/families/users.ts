import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { ann, bob, carol, dave, invite } from '../people.ts';
import { changesOf } from '../request-changes.ts';
import { text } from '../samples.ts';
import { refusal, settled, statusOf } from '../settled.ts';
import { supportOf } from '../support.ts';
import type { Trial } from '../trial.ts';

/** A rule for vendors that register users; where one does not, that a registration is refused. */
const whereRegistered =
  (look: (trial: Trial) => Promise<void>) =>
  async (trial: Trial): Promise<void> => {
    if (trial.adapter.capabilities.users) return look(trial);
    const error = await refusal(trial.chat().registerUsers([{ userId: bob }]), 'a registration');
    assert.deepEqual([error.code, error.effect], ['unsupported', 'not_sent']);
    assert.equal(await trial.requestCount(), 0);
  };

const fieldsOfUsers = { name: 'Ann Ó Quince', avatarUrl: 'https://cdn.example/ann.png' } as const;

/** Making users known. */
export const users = family('users', {
  'registered users are known, and can write to each other': whereRegistered(async (trial) => {
    const chat = trial.chat();
    for (const profiles of [[{ userId: ann }], [{ userId: bob }, { userId: carol }]]) {
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
  }),

  'registering again does no harm': whereRegistered(async (trial) => {
    const chat = trial.chat();
    const both = [{ userId: ann }, { userId: bob }];
    for (const profiles of [both, both, [both[0] ?? { userId: ann }], [...both, { userId: carol }]]) {
      const receipt = await chat.registerUsers(profiles);
      assert.equal(receipt.accepted.length, profiles.length, 'a user that exists already is not accepted');
      assert.deepEqual([receipt.failed, receipt.unconfirmed], [[], []]);
    }
  }),

  'a bad id fails alone and before the wire, with its place in the input': whereRegistered(async (trial) => {
    const chat = trial.chat();
    const outcome = await settled(chat.registerUsers([{ userId: bob }, { userId: '' }, { userId: carol }]));
    const { status, problem } = statusOf(outcome, '');
    assert.deepEqual(
      [status, problem?.code, problem?.effect, problem?.field],
      ['failed', 'invalid_message', 'not_sent', 'users[1].userId'],
    );
    for (const userId of [bob, carol]) {
      assert.equal(statusOf(outcome, userId).status, 'accepted');
      assert.ok(await trial.double.knowsUser(userId));
    }
  }),

  'a user whom the vendor refuses fails alone': whereRegistered(async (trial) => {
    await invite(trial);
    await trial.double.failNext({ kind: 'recipient_refused', userId: 'eve' });
    const outcome = await settled(trial.chat().registerUsers([{ userId: 'eve' }, { userId: 'frank' }]));
    assert.equal(statusOf(outcome, 'frank').status, 'accepted');
    assert.equal(statusOf(outcome, 'eve').status, 'failed');
    assert.ok(!(await trial.double.knowsUser('eve')));
  }),

  'a user who is named twice is registered once': whereRegistered(async (trial) => {
    const { accepted } = await trial
      .chat()
      .registerUsers([{ userId: dave }, { userId: bob }, { userId: dave }]);
    assert.deepEqual(
      accepted.map(({ userId }) => userId),
      [dave, bob],
    );
  }),

  'name and avatar do what they are declared to do': whereRegistered(async (trial) => {
    const chat = trial.chat();
    for (const [field, value] of Object.entries(fieldsOfUsers)) {
      const support = supportOf(
        trial.adapter.capabilities.users?.fields[field as keyof typeof fieldsOfUsers],
      );
      const user = { userId: ann, [field]: value };
      if (support === 'no') {
        const error = await refusal(
          chat.registerUsers([user]),
          `a user with ${field}, which is declared "no",`,
        );
        assert.deepEqual([error.code, error.field], ['unsupported', `users[0].${field}`]);
        const { accepted, warnings } = await chat.registerUsers([user], { onUnsupported: 'warn' });
        assert.equal(accepted.length, 1);
        assert.ok(
          warnings.some(({ code }) => code === 'unsupported'),
          `${field} is left out without a warning`,
        );
        continue;
      }
      for (const others of [[], [{ userId: bob }]]) {
        const paths = await changesOf(
          trial,
          (isGiven) => trial.usersCall([isGiven ? user : { userId: ann }, ...others]).call,
        );
        assert.equal(paths.size > 0, support === 'yes', `${field} is declared "${support}", and it is not`);
      }
      assert.equal((await chat.registerUsers([user])).accepted.length, 1);
    }
  }),
});

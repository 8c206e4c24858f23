import assert from 'node:assert/strict';
import type { UserProfile } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { wireLeavesOf } from '../leaves.ts';
import { changesOf } from '../request-changes.ts';
import { requestParts } from '../request-parts.ts';
import { text } from '../samples.ts';
import { refusal, settled, statusOf } from '../settled.ts';
import { supportOf } from '../support.ts';
import type { Trial } from '../trial.ts';

/** A rule for vendors that register users; where one does not, that a registration is refused. */
const whereRegistered =
  (look: (trial: Trial) => Promise<void>) =>
  async (trial: Trial): Promise<void> => {
    if (trial.adapter.capabilities.users) return look(trial);
    const error = await refusal(trial.chat().registerUsers([{ userId: trial.bob }]), 'a registration');
    assert.deepEqual([error.code, error.effect], ['unsupported', 'not_sent']);
    assert.equal(await trial.requestCount(), 0);
  };

const fieldsOfUsers = { name: 'Ann Ó Quince', avatarUrl: 'https://cdn.example/trial.ann.png' } as const;

/** Fails where the double tells what the vendor keeps of users, and it is something else. */
async function assertProfiles(trial: Trial, profiles: readonly UserProfile[]): Promise<void> {
  if (!trial.double.profileOf) {
    trial.untested.push('whose name and avatar is whose: the double has no profileOf()');
    return;
  }
  await trial.chat().registerUsers(profiles);
  for (const { userId, name, avatarUrl } of profiles) {
    const kept = await trial.double.profileOf(userId);
    assert.deepEqual(
      [kept?.name, kept?.avatarUrl],
      [name, avatarUrl],
      'the name and avatar that the vendor has of a user',
    );
  }
}

/** Making users known. */
export const users = family('users', {
  'registered users are known, and can write to each other': whereRegistered(async (trial) => {
    const chat = trial.chat();
    for (const profiles of [[{ userId: trial.ann }], [{ userId: trial.bob }, { userId: trial.carol }]]) {
      const receipt = await chat.registerUsers(profiles);
      assert.deepEqual(
        receipt.accepted.map(({ userId }) => userId),
        profiles.map(({ userId }) => userId),
      );
      for (const { userId } of profiles)
        assert.ok(await trial.double.knowsUser(userId), `${userId} is not known`);
    }
    const { accepted } = await chat.sendDirect({
      from: trial.ann,
      to: [trial.bob, trial.carol],
      content: text,
    });
    assert.equal(accepted.length, 2);
  }),

  'registering again does no harm': whereRegistered(async (trial) => {
    const chat = trial.chat();
    const both = [{ userId: trial.ann }, { userId: trial.bob }];
    for (const profiles of [
      both,
      both,
      [both[0] ?? { userId: trial.ann }],
      [...both, { userId: trial.carol }],
    ]) {
      const receipt = await chat.registerUsers(profiles);
      assert.equal(receipt.accepted.length, profiles.length, 'a user that exists already is not accepted');
      assert.deepEqual([receipt.failed, receipt.unconfirmed], [[], []]);
    }
  }),

  'a bad id fails alone and before the wire, with its place in the input': whereRegistered(async (trial) => {
    const chat = trial.chat();
    const outcome = await settled(
      chat.registerUsers([{ userId: trial.bob }, { userId: '' }, { userId: trial.carol }]),
    );
    const { status, problem } = statusOf(outcome, '');
    assert.deepEqual(
      [status, problem?.code, problem?.effect, problem?.field],
      ['failed', 'invalid_message', 'not_sent', 'users[1].userId'],
    );
    for (const userId of [trial.bob, trial.carol]) {
      assert.equal(statusOf(outcome, userId).status, 'accepted');
      assert.ok(await trial.double.knowsUser(userId));
    }
  }),

  'a user whom the vendor refuses fails alone': whereRegistered(async (trial) => {
    await trial.invite();
    await trial.fail({ kind: 'recipient_refused', userId: trial.userId('eve') });
    const outcome = await settled(
      trial.chat().registerUsers([{ userId: trial.userId('eve') }, { userId: trial.userId('frank') }]),
    );
    assert.equal(statusOf(outcome, trial.userId('frank')).status, 'accepted');
    assert.equal(statusOf(outcome, trial.userId('eve')).status, 'failed');
    assert.ok(!(await trial.double.knowsUser(trial.userId('eve'))));
  }),

  'a user who is named twice is registered once': whereRegistered(async (trial) => {
    const { accepted } = await trial
      .chat()
      .registerUsers([{ userId: trial.dave }, { userId: trial.bob }, { userId: trial.dave }]);
    assert.deepEqual(
      accepted.map(({ userId }) => userId),
      [trial.dave, trial.bob],
    );
  }),

  'name and avatar do what they are declared to do': whereRegistered(async (trial) => {
    const chat = trial.chat();
    for (const [field, value] of Object.entries(fieldsOfUsers)) {
      const support = supportOf(
        trial.adapter.capabilities.users?.fields[field as keyof typeof fieldsOfUsers],
      );
      const user = { userId: trial.ann, [field]: value };
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
      for (const others of [[], [{ userId: trial.bob }]]) {
        const paths = await changesOf(
          trial,
          (isGiven) => trial.usersCall([isGiven ? user : { userId: trial.ann }, ...others]).call,
        );
        assert.equal(paths.size > 0, support === 'yes', `${field} is declared "${support}", and it is not`);
      }
      assert.equal((await chat.registerUsers([user])).accepted.length, 1);
    }
  }),

  'every name and avatar of several users goes to the vendor, or a warning names it': whereRegistered(
    async (trial) => {
      const { fields = {} } = trial.adapter.capabilities.users ?? {};
      const kept = Object.keys(fieldsOfUsers).filter(
        (field) => supportOf(fields[field as keyof typeof fieldsOfUsers]) === 'yes',
      );
      trial.needs(kept.length > 0, 'no names and avatars of users');
      // More than fit into one call, where that is not many.
      const count = Math.max(4, Math.min(120, trial.planUsers().maxItems + 2));
      const names = Array.from({ length: count }, (_, index) => `p${index + 1}`);
      const profiles = names.map((name, index) => ({
        userId: trial.userId(name),
        // One has neither, and one has both.
        ...(kept.includes('name') && index % 2 === 1 && { name: `Quince ${name} 7319` }),
        ...(kept.includes('avatarUrl') && index > 1 && { avatarUrl: `https://cdn.example/${name}.png` }),
      }));
      for (const users of [...profiles.slice(0, 4).map((profile) => [profile]), profiles]) {
        const first = trial.sentRequests().length;
        const { warnings } = await trial.chat().registerUsers(users);
        const sent = new Set(
          trial
            .sentRequests()
            .slice(first)
            .flatMap((request) => [...wireLeavesOf(requestParts(request))]),
        );
        for (const { userId, ...given } of users) {
          for (const [field, value] of Object.entries(given)) {
            const isSaid = warnings.some((warning) => warning.field?.endsWith(field));
            assert.ok(sent.has(value) || isSaid, `the ${field} of one of ${users.length} users is lost`);
          }
        }
      }
      await assertProfiles(trial, profiles);
    },
  ),
});

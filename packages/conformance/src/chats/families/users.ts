import assert from 'node:assert/strict';
import type { UserProfile, UsersReceipt } from '@polychat/core';
import { settled } from '../../settled.ts';
import { assertEverybodyListed, factOf } from '../assertions.ts';
import { assertRefusedUsers } from '../bad-users.ts';
import { chatFamily } from '../chat-check.ts';
import type { VendorBehaviour } from '../chat-trial.ts';
import { people } from '../people.ts';
import type { StartedChat } from '../started-chat.ts';

const profiles: readonly UserProfile[] = people.map((userId) => ({ userId, name: `Name of ${userId}` }));

const register = async (started: StartedChat, users = profiles): Promise<UsersReceipt> => {
  const { receipt } = await started.run(settled(started.chat.registerUsers(users)));
  return receipt as UsersReceipt;
};

const withoutBob: VendorBehaviour = { fateOf: (userId) => (userId === 'bob' ? 'refused' : 'accepted') };

export const users = chatFamily('users', {
  'every user is in exactly one list, in the order of the input': async (trial) => {
    const started = await trial.start({ ...withoutBob, maxItems: 3 }, 'users');
    const facts = assertEverybodyListed(await register(started), people);
    for (const { userId, status } of facts) assert.equal(status, userId === 'bob' ? 'failed' : 'accepted');
  },

  'who was accepted can be sent to': async (trial) => {
    const started = await trial.start({ refusesUnknown: ['recipients'] }, 'users');
    const registered = await register(started);
    assert.equal(registered.accepted.length, people.length, 'not everybody was accepted');
    const { receipt } = await started.send(people);
    assertEverybodyListed(receipt, people);
    const names = receipt.failed.map(({ userId }) => userId);
    assert.deepEqual(names, [], 'who was registered is not known');
  },

  'a user is accepted only where every chat accepted them': async (trial) => {
    for (const refusing of [0, 1]) {
      const started = await trial.start(
        (at) => (at === refusing ? withoutBob : {}),
        'users',
        'users_everywhere',
      );
      started.needsTwo();
      const facts = assertEverybodyListed(await register(started), people);
      assert.equal(factOf(facts, 'bob').status, 'failed', 'bob was accepted, whom one vendor refused');
      assert.equal(factOf(facts, 'ann').status, 'accepted');
    }
  },

  'of whom nobody knows is not accepted': async (trial) => {
    const started = await trial.start({ callFate: () => 'unknown' }, 'users');
    const facts = assertEverybodyListed(await register(started), people);
    for (const { userId, status } of facts) assert.notEqual(status, 'accepted', `${userId} was accepted`);
  },

  'bad users are refused before anything is sent': async (trial) => {
    await assertRefusedUsers(trial);
  },
});

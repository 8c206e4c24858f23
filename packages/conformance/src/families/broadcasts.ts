import assert from 'node:assert/strict';
import type { Audience, BroadcastMessage } from '@polychat/core';
import { family } from '../check.ts';
import { ann, bob, carol, stranger } from '../people.ts';
import { push, text } from '../samples.ts';
import { refusal } from '../settled.ts';
import { reaches } from '../support.ts';
import type { Trial } from '../trial.ts';

const messages: Readonly<Record<Audience, BroadcastMessage>> = {
  online: { from: ann, audience: 'online', content: text },
  everyone: { from: ann, audience: 'everyone', content: text, push },
  push_only: { from: ann, audience: 'push_only', content: text, push },
};

/** One who is connected and one whose phone lies in a drawer. */
async function gather(trial: Trial): Promise<void> {
  await trial.double.addUsers([ann, bob], 'online');
  await trial.double.addUsers([carol], 'offline');
}

/** How often the message is in the app, and which notifications were shown. */
async function seenBy(trial: Trial, userId: string) {
  const { received, pushes } = await trial.inbox(userId);
  return { received: received.length, pushes };
}

async function assertReach(trial: Trial, audience: Audience): Promise<void> {
  await gather(trial);
  const chat = trial.chat({ name: 'town crier' });
  const sending = chat.broadcast(messages[audience]);
  const { capabilities } = trial.adapter;
  if (!reaches(capabilities, audience)) {
    const error = await refusal(sending, `audience "${audience}", which is not declared,`);
    assert.deepEqual([error.code, error.effect, error.field], ['unsupported', 'not_sent', 'audience']);
    assert.equal(await trial.requestCount(), 0);
    return;
  }
  const receipt = await sending;
  assert.deepEqual(
    receipt.results.map(({ via }) => via),
    ['town crier'],
  );
  assert.deepEqual(JSON.parse(JSON.stringify(receipt)), receipt, 'a receipt does not survive JSON');
  const isPushOnly = audience === 'push_only';
  assert.equal((await seenBy(trial, bob)).received, isPushOnly ? 0 : 1, 'in the app of somebody connected');
  const isKept = audience === 'everyone' && capabilities.behaviour.storesBroadcasts;
  assert.deepEqual(
    await seenBy(trial, carol),
    { received: isKept ? 1 : 0, pushes: audience === 'online' ? [] : [push] },
    'seen by somebody who is not connected',
  );
}

/** Broadcasts reach whom their audience says, and nobody else. */
export const broadcasts = family('broadcasts', {
  'audience "online" reaches those who are connected': (trial) => assertReach(trial, 'online'),
  'audience "everyone" also pushes to the others': (trial) => assertReach(trial, 'everyone'),
  'audience "push_only" shows notifications and nothing in the app': (trial) =>
    assertReach(trial, 'push_only'),

  'push is declared where an audience needs it': ({ adapter: { capabilities } }) => {
    const { audience } = capabilities;
    if (!audience) return;
    const needsPush = reaches(capabilities, 'everyone') || reaches(capabilities, 'push_only');
    assert.equal(
      audience.fields.push === 'yes',
      needsPush,
      'push and the audiences that it is for do not agree',
    );
  },

  'a sender that the vendor does not know is a sender_not_found': async (trial) => {
    if (!reaches(trial.adapter.capabilities, 'online')) return;
    await gather(trial);
    const error = await refusal(
      trial.chat().broadcast({ ...messages.online, from: stranger }),
      'a broadcast from nobody',
    );
    assert.deepEqual([error.code, error.effect], ['sender_not_found', 'rejected']);
    assert.equal((await seenBy(trial, bob)).received, 0);
  },
});

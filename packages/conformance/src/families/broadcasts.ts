import assert from 'node:assert/strict';
import type { Audience, BroadcastMessage, Push } from '@polychat/core';
import { family } from '../check.ts';
import { DeclaredAway } from '../declared-away.ts';
import { assertGivenIds } from '../given-ids.ts';
import { leafVariants } from '../leaf-variants.ts';
import { changesOf } from '../request-changes.ts';
import { push } from '../samples.ts';
import { refusal } from '../settled.ts';
import { assertPushes } from '../shown-pushes.ts';
import { isRefused, keepsField, reaches } from '../support.ts';
import type { Trial } from '../trial.ts';

/** A message to an audience, with the push that its audience needs. */
function messageTo(trial: Trial, audience: Audience): BroadcastMessage {
  return { ...trial.message, audience, ...(audience !== 'online' && { push }) };
}

/** One who is connected and one whose phone lies in a drawer. */
async function gather(trial: Trial): Promise<void> {
  await trial.double.addUsers([trial.ann, trial.bob], 'online');
  await trial.double.addUsers([trial.carol], 'offline');
}

/** How often the message is in the app, and which notifications were shown. */
async function seenBy(trial: Trial, userId: string) {
  const { received, pushes } = await trial.inbox(userId);
  return { received: received.length, pushes };
}

async function assertReach(trial: Trial, audience: Audience): Promise<void> {
  await gather(trial);
  const chat = trial.chat({ name: 'town crier' });
  const sending = chat.broadcast(messageTo(trial, audience));
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
  assert.equal(
    (await seenBy(trial, trial.bob)).received,
    isPushOnly ? 0 : 1,
    'in the app of somebody connected',
  );
  const isKept = audience === 'everyone' && capabilities.behaviour.storesBroadcasts;
  const { received, pushes } = await trial.inbox(trial.carol);
  assert.equal(
    received.length,
    isKept ? 1 : 0,
    `storesBroadcasts is ${capabilities.behaviour.storesBroadcasts}, and somebody who is offline has ${received.length} broadcasts`,
  );
  assertPushes(pushes, audience === 'online' ? [] : [push], 'shown to somebody who is not connected');
  const [arrived] = (await trial.inbox(trial.bob)).received;
  assertGivenIds(trial, arrived, receipt.results[0] ?? {}, 0);
}

/** Broadcasts reach whom their audience says, and nobody else. */
export const broadcasts = family('broadcasts', {
  'audience "online" reaches those who are connected': (trial) => assertReach(trial, 'online'),
  'audience "everyone" also pushes to the others': (trial) => assertReach(trial, 'everyone'),
  'audience "push_only" shows notifications and nothing in the app': (trial) =>
    assertReach(trial, 'push_only'),

  'every part of a push of a broadcast changes the request': async (trial) => {
    const { audience: kind } = trial.adapter.capabilities;
    trial.needs(keepsField(kind, 'push', push), 'no push of broadcasts');
    const chat = trial.chat();
    for (const audience of ['everyone', 'push_only'] as const) {
      if (!reaches(trial.adapter.capabilities, audience)) continue;
      const message = messageTo(trial, audience);
      for (const { path, what, ...pair } of leafVariants(push)) {
        const one = { ...message, push: pair.value as Push };
        const other = { ...message, push: pair.other as Push };
        if (isRefused(chat, one) || isRefused(chat, other)) continue;
        const paths = await changesOf(trial, (isGiven) => trial.audienceCall(isGiven ? one : other).call);
        assert.ok(paths.size > 0, `it makes no difference to the request whether push.${path} is ${what}`);
      }
    }
  },

  'push is declared where an audience needs it': ({ adapter: { capabilities } }) => {
    const { audience } = capabilities;
    if (!audience) throw new DeclaredAway('no broadcasts');
    const needsPush = reaches(capabilities, 'everyone') || reaches(capabilities, 'push_only');
    assert.equal(
      audience.fields.push === 'yes',
      needsPush,
      'push and the audiences that it is for do not agree',
    );
  },

  'a sender that the vendor does not know is a sender_not_found': async (trial) => {
    trial.needs(reaches(trial.adapter.capabilities, 'online'), 'no broadcast to those who are online');
    trial.needs(trial.has('sender_check'), 'no check of senders');
    await gather(trial);
    const error = await refusal(
      trial.chat().broadcast({ ...messageTo(trial, 'online'), from: trial.stranger }),
      'a broadcast from nobody',
    );
    assert.deepEqual([error.code, error.effect], ['sender_not_found', 'rejected']);
    assert.equal((await seenBy(trial, trial.bob)).received, 0);
  },
});

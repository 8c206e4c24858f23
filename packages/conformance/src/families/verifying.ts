import assert from 'node:assert/strict';
import type { Chat, Verification, VerifyOptions } from '@polychat/core';
import { family } from '../check.ts';
import { assertHidden } from '../hidden.ts';
import type { Trial } from '../trial.ts';
import type { DoubleFault } from '../vendor-double.ts';

/** A rule for adapters that can verify; where one cannot, that it says so and asks nobody. */
const whereVerified =
  (look: (trial: Trial) => Promise<void>) =>
  async (trial: Trial): Promise<void> => {
    if (trial.adapter.plan.verify) return look(trial);
    const found = await verify(trial);
    assert.deepEqual([found.ok, found.problem?.code], [false, 'unsupported']);
    assert.equal(await trial.requestCount(), 0);
  };

async function verify(
  trial: Trial,
  options?: VerifyOptions,
  chat: Chat = trial.chat(),
): Promise<Verification> {
  const [found, ...others] = await chat.verify(options);
  assert.ok(found && others.length === 0, 'there is not one result');
  const { vendor, app } = trial.adapter;
  assert.deepEqual(
    [found.via, found.vendor, found.app],
    [chat.name, vendor, app],
    'the result names another app',
  );
  assert.equal(found.ok, found.problem === undefined, 'a result is ok, or has a problem');
  return found;
}

const once = { maxAttempts: 1 };
const faults: readonly DoubleFault[] = [
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'html', when: 'before' },
  { kind: 'internal_error', when: 'before' },
  { kind: 'truncated' },
  { kind: 'too_fast' },
  { kind: 'signature_refused' },
];

/** Whether the vendor takes the credentials. */
export const verifying = family('verifying', {
  'good credentials are taken, and nothing is changed by asking': whereVerified(async (trial) => {
    await trial.invite();
    assert.equal((await verify(trial)).ok, true, 'good credentials are not taken');
    assert.equal(await trial.requestCount(), 1, 'it is not one request');
    for (const userId of [trial.ann, ...trial.others]) {
      const { received, sent, pushes } = await trial.inbox(userId);
      assert.deepEqual([received.length, sent.length, pushes.length], [0, 0, 0], `${userId} got something`);
    }
  }),

  'no user need be known for it': whereVerified(async (trial) => {
    assert.equal((await verify(trial)).ok, true, 'good credentials are not taken where no user is known');
  }),

  'a signature that is refused is made anew, and one that stays refused is not ok': whereVerified(
    async (trial) => {
      await trial.fail({ kind: 'signature_refused' });
      assert.equal((await verify(trial)).ok, true, 'a new signature is not tried');
      await trial.fail({ kind: 'signature_refused' });
      const { ok, problem } = await verify(trial, once);
      assert.deepEqual([ok, problem?.code, problem?.effect], [false, 'unauthenticated', 'rejected']);
    },
  ),

  'what goes wrong is data, and over with the fault': whereVerified(async (trial) => {
    for (const fault of trial.faults(faults)) {
      await trial.fail(fault);
      assert.equal((await verify(trial, once)).ok, false, `ok in spite of the fault "${fault.kind}"`);
      assert.equal((await verify(trial, once)).ok, true, `not ok after the fault "${fault.kind}"`);
    }
  }),

  'it is repeated where the fault passes, since a read does no harm': whereVerified(async (trial) => {
    await trial.fail({ kind: 'reset', when: 'after' });
    assert.equal((await verify(trial)).ok, true, 'a read is not repeated');
  }),

  'its result shows no secret': whereVerified(async (trial) => {
    for (const fault of trial.faults(faults)) {
      await trial.fail(fault);
      assertHidden(trial, await verify(trial, once), `the result of the fault "${fault.kind}"`);
    }
  }),

  'it costs what the adapter declares': whereVerified(async (trial) => {
    const call = trial.needs(trial.adapter.plan.verify, 'no verify')(trial.context(1));
    for (const { limit } of call.costs) {
      assert.ok(trial.adapter.limits.includes(limit), `the limit "${limit.name}" is not declared`);
    }
  }),
});

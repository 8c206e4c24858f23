import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { assertSameRequests } from '../request-identity.ts';
import { text } from '../samples.ts';
import { refusal, settled, statusOf } from '../settled.ts';
import { reaches } from '../support.ts';
import type { Trial } from '../trial.ts';
import { assertSeen, lastMoment, optionsFor, type UnclearFault, unclearFaults } from '../unclear-faults.ts';

/** Fails where the receipt says something else than the inbox, or anybody got the message twice. */
async function assertDirect(trial: Trial, fault: UnclearFault, to: readonly string[]): Promise<void> {
  await trial.invite();
  const message = { from: trial.ann, content: text };
  const [first, ...others] = trial.directCalls(message, to);
  assert.ok(first);
  await trial.fail(fault);
  const chat = trial.chat(optionsFor(fault, trial));
  const outcome = await settled(chat.sendDirect({ ...message, to }));
  const attempts = (await trial.requestCount()) - others.length;
  for (const userId of to) {
    const { status, problem } = statusOf(outcome, userId);
    const copies = (await trial.inbox(userId)).received.length;
    assert.ok(copies <= 1, `${userId} got the message ${copies} times`);
    if (status === 'accepted') assert.equal(copies, 1, `${userId} is accepted and got nothing`);
    if (status === 'failed') assert.equal(copies, 0, `${userId} is failed and got the message`);
    if (status === 'unconfirmed') assert.equal(problem?.effect, 'unknown');
    const isFirst = first.items.some((item) => item.userId === userId);
    if (isFirst) assertSeen(fault, first.call, status, attempts);
    else assert.equal(status, 'accepted', 'a fault in one call is one in another');
  }
  await assertSameRequests(trial, 1 + others.length);
}

async function assertBroadcast(trial: Trial, fault: UnclearFault): Promise<void> {
  trial.needs(reaches(trial.adapter.capabilities, 'online'), 'no broadcast to those who are online');
  await trial.invite();
  const message = { from: trial.ann, audience: 'online', content: text } as const;
  const { call } = trial.audienceCall(message);
  await trial.fail(fault);
  const status = await trial
    .chat(optionsFor(fault, trial))
    .broadcast(message)
    .then(
      () => 'accepted',
      ({ effect }) => (effect === 'unknown' ? 'unconfirmed' : 'failed'),
    );
  const copies = (await trial.inbox(trial.bob)).received.length;
  assert.ok(copies <= 1, `${trial.bob} got the broadcast ${copies} times`);
  if (status === 'accepted') assert.equal(copies, 1, 'a broadcast is accepted and did not arrive');
  assertSeen(fault, call, status, await trial.requestCount());
  await assertSameRequests(trial, 1);
}

async function assertRegistration(trial: Trial, fault: UnclearFault): Promise<void> {
  trial.needs(trial.adapter.plan.users, 'no registration');
  const users = [{ userId: trial.stranger }, { userId: trial.userId('stranger2') }];
  const [first, ...others] = trial.usersCalls(users);
  assert.ok(first);
  await trial.fail(fault);
  const outcome = await settled(trial.chat(optionsFor(fault, trial)).registerUsers(users));
  const attempts = (await trial.requestCount()) - others.length;
  for (const { userId } of users) {
    const { status } = statusOf(outcome, userId);
    const isKnown = await trial.double.knowsUser(userId);
    if (status === 'accepted') assert.ok(isKnown, `${userId} is accepted and not known`);
    if (status === 'failed') assert.ok(!isKnown, `${userId} is failed and known`);
    const isFirst = first.items.some((item) => item.userId === userId);
    if (isFirst) assertSeen(fault, first.call, status, attempts);
    else assert.equal(status, 'accepted', 'a fault in one call is one in another');
  }
  await assertSameRequests(trial, 1 + others.length);
}

const perFault = Object.fromEntries(
  unclearFaults.flatMap(([name, fault]) => [
    [`${name}: one recipient`, (trial: Trial) => assertDirect(trial, fault, [trial.bob])],
    [`${name}: several recipients`, (trial: Trial) => assertDirect(trial, fault, trial.others)],
    [`${name}: a broadcast`, (trial: Trial) => assertBroadcast(trial, fault)],
    [`${name}: a registration`, (trial: Trial) => assertRegistration(trial, fault)],
  ]),
);

/**
 * Without a second attempt, by which a vendor that discards copies would set things right: what is said of the first is
 * said to the caller.
 */
async function assertSaidAtOnce(trial: Trial): Promise<void> {
  await trial.invite();
  const { capabilities, plan } = trial.adapter;
  const chat = trial.chat({ retry: { maxAttempts: 1 } });
  for (const [name, fault] of unclearFaults) {
    // What is met with silence has no reply that could be read wrongly.
    if (fault.kind === 'silence' || trial.faults([fault]).length === 0) continue;
    for (const to of [[trial.bob], trial.others]) {
      const first = trial.directCall(trial.message, to).items.map(({ userId }) => userId);
      await trial.fail(fault);
      const outcome = await settled(chat.sendDirect({ ...trial.message, to }));
      for (const userId of first) {
        const { status, problem } = statusOf(outcome, userId);
        assert.deepEqual([status, problem?.effect], ['unconfirmed', 'unknown'], `${name}: nobody can know`);
      }
    }
    if (plan.users) {
      await trial.fail(fault);
      const users = [{ userId: trial.stranger }];
      const outcome = await settled(chat.registerUsers(users));
      assert.equal(statusOf(outcome, trial.stranger).status, 'unconfirmed', `${name}: nobody can know`);
    }
    if (reaches(capabilities, 'online')) {
      await trial.fail(fault);
      const error = await refusal(
        chat.broadcast({ ...trial.message, audience: 'online' }),
        `a broadcast with ${name}`,
      );
      assert.equal(error.effect, 'unknown', `${name}: nobody can know`);
    }
  }
}

/** Where nobody knows, nobody claims to know; and nobody gets a message twice. */
export const unclearOutcomes = family('unclear outcomes', {
  ...perFault,

  'what is unclear is unclear at the first attempt already': assertSaidAtOnce,

  'a copy is discarded for as long as the call says': async (trial) => {
    await trial.invite();
    const { capabilities } = trial.adapter;
    const message = { from: trial.ann, content: text };
    for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
      const before = (await trial.inbox(trial.bob)).received.length;
      const { call } = trial.directCall(message, to);
      if (to.length === 1) assert.equal(call.dedupWindowMs, capabilities.behaviour.discardsCopiesForMs);
      if (call.dedupWindowMs === 0) continue;
      await trial.attemptTwice(call, lastMoment(call));
      const copies = (await trial.inbox(trial.bob)).received.length - before;
      assert.equal(copies, 1, `${call.endpoint} says that copies are discarded, and ${copies} arrive`);
    }
    if (!reaches(capabilities, 'online')) return;
    const { call } = trial.audienceCall({ ...message, audience: 'online' });
    if (call.dedupWindowMs === 0) return;
    await trial.attemptTwice(call, lastMoment(call));
    assert.equal(
      (await trial.inbox(trial.dave)).received.length,
      1,
      'a broadcast that is repeated arrives twice',
    );
  },
});

import assert from 'node:assert/strict';
import type { ChatOptions } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { ann, bob, carol, dave, invite, stranger } from '../people.ts';
import { text } from '../samples.ts';
import { settled, statusOf } from '../settled.ts';
import { reaches } from '../support.ts';
import { identityOf, type Trial } from '../trial.ts';
import type { DoubleFault, When } from '../vendor-double.ts';

type UnclearFault = Extract<
  DoubleFault,
  { kind: 'silence' | 'reset' | 'html' | 'truncated' | 'internal_error' }
>;

const either: readonly When[] = ['before', 'after'];
const faults: readonly (readonly [string, UnclearFault])[] = [
  ...either.map((when) => [`silence ${when} the vendor acted`, { kind: 'silence', when }] as const),
  ...either.map((when) => [`a reset ${when} the vendor acted`, { kind: 'reset', when }] as const),
  ...either.map((when) => [`a proxy's page ${when} the vendor acted`, { kind: 'html', when }] as const),
  ...either.map(
    (when) => [`an internal fault ${when} the vendor acted`, { kind: 'internal_error', when }] as const,
  ),
  ['a reply that ends half way', { kind: 'truncated' }],
];

/** After these the engine knows that trying again helps, wherever that is safe. */
const isRepeatable = ({ kind }: UnclearFault) => kind === 'silence' || kind === 'reset';

const optionsFor = ({ kind }: UnclearFault, { silenceMs }: Trial): ChatOptions =>
  // A busy machine may need more than one attempt to be in time.
  kind === 'silence'
    ? { timeoutMs: silenceMs, retry: { maxAttempts: 5, baseDelayMs: 1, maxDelayMs: 5 } }
    : {};

/** Fails where a fault in a call leads to what the call does not allow. `attempts` is how often it was made. */
function assertSeen(fault: UnclearFault, call: VendorCall<unknown>, status: string, attempts: number): void {
  if (call.dedupWindowMs === 0) {
    assert.equal(attempts, 1, 'an unclear attempt is repeated, though the vendor discards no copy');
    assert.equal(status, 'unconfirmed', 'nobody can know what happened');
    return;
  }
  assert.notEqual(status, 'failed', 'nobody can know that it failed');
  if (isRepeatable(fault)) {
    assert.ok(attempts > 1, 'an unclear attempt is not repeated, though the vendor discards the copy');
    assert.equal(status, 'accepted');
  }
}

/** Fails where the receipt says something else than the inbox, or anybody got the message twice. */
async function assertDirect(trial: Trial, fault: UnclearFault, to: readonly string[]): Promise<void> {
  await invite(trial);
  const message = { from: ann, content: text };
  const [first, ...others] = trial.directCalls(message, to);
  assert.ok(first);
  await trial.double.failNext(fault);
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
  await assertSameBodies(trial, 1 + others.length);
}

async function assertBroadcast(trial: Trial, fault: UnclearFault): Promise<void> {
  if (!reaches(trial.adapter.capabilities, 'online')) return;
  await invite(trial);
  const message = { from: ann, audience: 'online', content: text } as const;
  const { call } = trial.audienceCall(message);
  await trial.double.failNext(fault);
  const status = await trial
    .chat(optionsFor(fault, trial))
    .broadcast(message)
    .then(
      () => 'accepted',
      ({ effect }) => (effect === 'unknown' ? 'unconfirmed' : 'failed'),
    );
  const copies = (await trial.inbox(bob)).received.length;
  assert.ok(copies <= 1, `${bob} got the broadcast ${copies} times`);
  if (status === 'accepted') assert.equal(copies, 1, 'a broadcast is accepted and did not arrive');
  assertSeen(fault, call, status, await trial.requestCount());
  await assertSameBodies(trial, 1);
}

async function assertRegistration(trial: Trial, fault: UnclearFault): Promise<void> {
  if (!trial.adapter.plan.users) return;
  const users = [{ userId: stranger }, { userId: `${stranger}2` }];
  const { call } = trial.usersCall(users);
  await trial.double.failNext(fault);
  const outcome = await settled(trial.chat(optionsFor(fault, trial)).registerUsers(users));
  const requests = await trial.requestCount();
  for (const { userId } of users) {
    const { status } = statusOf(outcome, userId);
    const isKnown = await trial.double.knowsUser(userId);
    if (status === 'accepted') assert.ok(isKnown, `${userId} is accepted and not known`);
    if (status === 'failed') assert.ok(!isKnown, `${userId} is failed and known`);
    assertSeen(fault, call, status, requests);
  }
  await assertSameBodies(trial, 1);
}

/** Fails unless so many calls were made, however often each of them. */
async function assertSameBodies(trial: Trial, calls: number): Promise<void> {
  const bodies = new Set((await trial.sentRequests()).map(identityOf));
  assert.equal(bodies.size, calls, 'the body changes between the attempts of a call');
}

const perFault = Object.fromEntries(
  faults.flatMap(([name, fault]) => [
    [`${name}: one recipient`, (trial: Trial) => assertDirect(trial, fault, [bob])],
    [`${name}: several recipients`, (trial: Trial) => assertDirect(trial, fault, [bob, carol, dave])],
    [`${name}: a broadcast`, (trial: Trial) => assertBroadcast(trial, fault)],
    [`${name}: a registration`, (trial: Trial) => assertRegistration(trial, fault)],
  ]),
);

/** A second before the vendor is said to forget. */
const lastMoment = ({ dedupWindowMs }: VendorCall<unknown>) => dedupWindowMs - 1_000;

/** Where nobody knows, nobody claims to know; and nobody gets a message twice. */
export const unclearOutcomes = family('unclear outcomes', {
  ...perFault,

  'a copy is discarded for as long as the call says': async (trial) => {
    await invite(trial);
    const { capabilities } = trial.adapter;
    const message = { from: ann, content: text };
    for (const to of [[bob], [bob, carol]]) {
      const before = (await trial.inbox(bob)).received.length;
      const { call } = trial.directCall(message, to);
      if (to.length === 1) assert.equal(call.dedupWindowMs, capabilities.behaviour.discardsCopiesForMs);
      if (call.dedupWindowMs === 0) continue;
      await trial.attemptTwice(call, lastMoment(call));
      const copies = (await trial.inbox(bob)).received.length - before;
      assert.equal(copies, 1, `${call.endpoint} says that copies are discarded, and ${copies} arrive`);
    }
    if (!reaches(capabilities, 'online')) return;
    const { call } = trial.audienceCall({ ...message, audience: 'online' });
    if (call.dedupWindowMs === 0) return;
    await trial.attemptTwice(call, lastMoment(call));
    assert.equal((await trial.inbox(dave)).received.length, 1, 'a broadcast that is repeated arrives twice');
  },
});

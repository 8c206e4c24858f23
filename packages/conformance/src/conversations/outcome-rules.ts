import assert from 'node:assert/strict';
import { ChatError } from '@polychat/core';
import { assertSameRequests, identifier } from '../request-identity.ts';
import { fieldSamples, rareText } from '../samples.ts';
import { refusal } from '../settled.ts';
import { keepsField } from '../support.ts';
import { assertSeen, lastMoment, optionsFor, type UnclearFault, unclearFaults } from '../unclear-faults.ts';
import type { Destination, DestinationRules } from './destination.ts';

/** Fails where a fault leads to a second copy, or to a receipt that says something else than the inbox. */
async function assertOutcome(destination: Destination, fault: UnclearFault): Promise<void> {
  const { trial } = destination;
  const call = destination.call();
  await trial.fail(fault);
  const status = await destination.send({}, {}, trial.chat(optionsFor(fault, trial))).then(
    () => 'accepted',
    (error) => (ChatError.is(error) && error.effect === 'unknown' ? 'unconfirmed' : 'failed'),
  );
  const { length: copies } = await destination.received(trial.bob);
  assert.ok(copies <= 1, `${trial.bob} got the message ${copies} times`);
  if (status === 'accepted') assert.equal(copies, 1, 'a message is accepted and did not arrive');
  if (status === 'failed') assert.equal(copies, 0, 'a message is failed and did arrive');
  assertSeen(fault, call, status, await trial.requestCount());
  await assertSameRequests(trial, 1);
}

const perFault: DestinationRules = Object.fromEntries(
  unclearFaults.map(([name, fault]) => [
    `${name}: nobody claims to know, and nobody gets it twice`,
    (destination) => assertOutcome(destination, fault),
  ]),
);

/** What is said where something goes wrong, and what is done again. */
export const outcomeRules: DestinationRules = {
  ...perFault,

  'what is unclear is unclear at the first attempt already': async (destination) => {
    const { trial } = destination;
    const chat = trial.chat({ retry: { maxAttempts: 1 } });
    for (const [name, fault] of unclearFaults) {
      // What is met with silence has no reply that could be read wrongly.
      if (fault.kind === 'silence' || trial.faults([fault]).length === 0) continue;
      await trial.fail(fault);
      const error = await refusal(destination.send({}, {}, chat), `a message with ${name}`);
      assert.equal(error.effect, 'unknown', `${name}: nobody can know`);
    }
  },

  'a copy is discarded for as long as is declared': async (destination) => {
    const { trial, kind, capabilities } = destination;
    const call = destination.call();
    const { discardsCopiesForMs } = capabilities;
    assert.equal(call.dedupWindowMs, discardsCopiesForMs, 'what the call says, and what is declared');
    trial.needs(discardsCopiesForMs > 0, `no discarding of copies of a message to a ${kind}`);
    await trial.attemptTwice(call, lastMoment(call));
    await destination.assertReceived(1, 'a message that is repeated');
  },

  'a message that came too fast is repeated, byte for byte, and arrives once': async (destination) => {
    const { trial } = destination;
    const identityOf = await identifier(trial);
    await trial.fail({ kind: 'too_fast' });
    await destination.send();
    const requests = trial.sentRequests().map(identityOf);
    assert.equal(requests.length, 2, 'there are not exactly two attempts');
    assert.equal(new Set(requests).size, 1, 'the request changes between the attempts');
    await destination.assertReceived(1, 'after one that came too fast');
  },

  'a message that stays too fast fails as rate_limited, and so says who is too fast': async (destination) => {
    const { trial } = destination;
    const maxAttempts = 3;
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) await trial.fail({ kind: 'too_fast' });
    const chat = trial.chat({ retry: { maxAttempts, baseDelayMs: 1, maxDelayMs: 1 } });
    const { code, effect } = await refusal(destination.send({}, {}, chat), 'a message that stays too fast');
    assert.deepEqual([code, effect], ['rate_limited', 'rejected']);
    assert.equal(await trial.requestCount(), maxAttempts);
    await destination.assertReceived(0, 'what was refused for speed');
    const call = destination.call();
    await trial.fail({ kind: 'too_fast' });
    const { tooFast } = call.read(await trial.attempt(call), trial.attemptInfo());
    assert.ok(tooFast, 'the pacer does not learn that the vendor refuses for speed');
  },

  'who is too fast for one of them is told that, by the name of its limit or of none': async (
    destination,
  ) => {
    const { trial, kind } = destination;
    const ofEach = trial.double.limits.filter(
      ({ per, counts }) => per === 'conversation' && counts === 'calls',
    );
    const { endpoint } = destination.call();
    const [limit] = ofEach.filter(
      ({ endpoints, capacity }) => endpoints.includes(endpoint) && capacity <= 200,
    );
    trial.needs(limit, `no limit for each ${kind}`);
    for (let sent = 0; sent <= (limit?.capacity ?? 0); sent += 1) {
      const call = destination.call();
      const { tooFast } = call.read(await trial.attemptAtOnce(call), trial.attemptInfo());
      if (!tooFast) continue;
      const keyed = call.costs.filter(({ key }) => key !== undefined).map((cost) => cost.limit.name);
      const { limits = keyed } = tooFast;
      assert.deepEqual(
        limits.filter((name) => !keyed.includes(name)),
        [],
        `what is too fast for one ${kind} holds others back`,
      );
      return;
    }
    trial.untested.push(`a limit for each ${kind}: the double does not keep it`);
  },

  'a refused signature is made anew, once': async (destination) => {
    const { trial } = destination;
    await trial.fail({ kind: 'signature_refused' });
    await destination.send();
    assert.equal(await trial.requestCount(), 2);
    for (let time = 0; time < 3; time += 1) await trial.fail({ kind: 'signature_refused' });
    const { code, effect } = await refusal(destination.send(), 'a signature that stays refused');
    assert.deepEqual([code, effect], ['unauthenticated', 'rejected']);
    assert.equal(await trial.requestCount(), 4, 'a signature that stays refused is not tried exactly twice');
    await destination.assertReceived(1, 'of two messages one was refused, and');
  },

  'a message that the vendor refuses and would refuse again is sent once': async (destination) => {
    const { trial } = destination;
    await trial.fail({ kind: 'refused', words: `"${rareText}" is not allowed here` });
    const error = await refusal(destination.send(), 'a message that the vendor refuses');
    assert.equal(error.effect, 'rejected');
    assert.equal(await trial.requestCount(), 1, 'a message that would be refused again is sent again');
    await destination.assertReceived(0, 'what was refused');
  },

  'a message that was dropped is repeated under another identity, and arrives once': async (destination) => {
    const { trial, capabilities } = destination;
    const identityOf = await identifier(trial);
    const key = fieldSamples.idempotencyKey;
    const isKept = keepsField(capabilities, 'idempotencyKey', key);
    const messages = isKept ? [{}, { idempotencyKey: key }] : [{}];
    for (const [index, fields] of messages.entries()) {
      const before = trial.sentRequests().length;
      await trial.fail({ kind: 'dropped' });
      await trial.fail({ kind: 'dropped' });
      await destination.send(fields);
      const requests = trial.sentRequests().slice(before).map(identityOf);
      const { size } = new Set(requests);
      assert.equal(size, requests.length, 'what was dropped is sent as a copy, which the vendor discards');
      assert.equal(size, 3, 'a message that was dropped twice is not sent three times');
      await destination.assertReceived(index + 1, 'after a message that was dropped');
    }
  },

  'a message that stays dropped fails as rate_limited, and certainly': async (destination) => {
    const { trial } = destination;
    for (let time = 0; time < 3; time += 1) await trial.fail({ kind: 'dropped' });
    const { code, effect } = await refusal(destination.send(), 'a message that stays dropped');
    assert.deepEqual([code, effect], ['rate_limited', 'rejected']);
    await destination.assertReceived(0, 'what was dropped');
  },

  'what is dropped after an unclear attempt is not sent under another identity': async (destination) => {
    const { trial } = destination;
    await trial.fail({ kind: 'reset', when: 'after' });
    await trial.fail({ kind: 'dropped' });
    const error = await destination.send().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error) assert.ok(ChatError.is(error) && error.effect === 'unknown', 'nobody can know that it failed');
    await destination.assertReceived(1, 'after an unclear attempt and a drop');
  },
};

import assert from 'node:assert/strict';
import type { RecipientOutcome } from '@polychat/core';
import { family } from '../check.ts';
import { assertGivenIds } from '../given-ids.ts';
import { settled, statusOf } from '../settled.ts';

/** Fails where something is lost on the way through JSON or a structured clone. */
function assertPlainData(value: unknown, what: string): void {
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value, `${what} does not survive JSON`);
  assert.deepEqual(structuredClone(value), value, `${what} does not survive structuredClone`);
}

/** Every recipient is accounted for, in data that lasts. */
export const receipts = family('receipts', {
  'every recipient is in exactly one list, in the order of the input': async (trial) => {
    const { maxItems } = trial.planDirect(trial.message);
    const known = trial.crowd(Math.min(1_000, maxItems * 2 + 3));
    await trial.addUsers(trial.ann, ...known);
    const to = known
      .toSpliced(2, 0, '', trial.stranger, known[0] ?? '')
      .concat(trial.userId('stranger2'), known[1] ?? '');
    const { receipt } = await settled(trial.chat().sendDirect({ ...trial.message, to }));
    const strangers = [trial.stranger, trial.userId('stranger2')];
    const isChecked = trial.adapter.capabilities.direct?.checksRecipients;
    assert.deepEqual(
      receipt.accepted.map(({ userId }) => userId),
      isChecked ? known : [...new Set(to)].filter((userId) => userId !== ''),
    );
    assert.deepEqual(
      receipt.failed.map(({ userId }) => userId),
      isChecked ? ['', ...strangers] : [''],
    );
    assert.deepEqual(receipt.unconfirmed, []);
    assert.deepEqual(
      receipt.warnings.filter(({ code }) => code === 'unasked_recipient'),
      [],
      'a reply is read as naming somebody who was not asked for',
    );
    for (const userId of known) {
      assert.equal((await trial.inbox(userId)).received.length, 1, `${userId} did not get exactly one`);
    }
  },

  'nobody but the recipients gets the message': async (trial) => {
    await trial.invite();
    await trial.addUsers(trial.stranger);
    const to = [trial.bob, trial.carol];
    await trial.chat().sendDirect({ ...trial.message, to });
    for (const userId of [trial.dave, trial.stranger]) {
      assert.deepEqual((await trial.inbox(userId)).received, [], `${userId} was not asked for`);
    }
  },

  'a refused recipient is named with its place in the input': async (trial) => {
    await trial.invite();
    const outcome = await settled(
      trial.chat().sendDirect({ ...trial.message, to: [trial.bob, '', trial.carol] }),
    );
    const { status, problem } = statusOf(outcome, '');
    assert.deepEqual(
      [status, problem?.code, problem?.effect, problem?.field],
      ['failed', 'invalid_message', 'not_sent', 'to[1]'],
    );
  },

  'an outcome has the id that the vendor gave, and a ref that says whose message it is': async (trial) => {
    await trial.invite();
    const { vendor, app } = trial.adapter;
    for (const to of [[trial.bob], trial.others]) {
      const first = trial.transport.exchanges.length;
      const { accepted } = await trial.chat().sendDirect({ ...trial.message, to });
      assert.equal(accepted.length, to.length);
      for (const { userId, messageId, sequence, sentAt, ref } of accepted) {
        const arrived = (await trial.inbox(userId)).received.at(-1);
        assert.equal(messageId, arrived?.messageId, 'the id is not the one that the vendor gave');
        assertGivenIds(trial, arrived, { messageId, sequence }, first);
        assert.deepEqual(
          ref,
          {
            ...{ version: 1, vendor, app, conversation: 'direct', from: trial.ann, to: userId },
            ...(messageId === undefined ? {} : { messageId }),
            ...(sequence === undefined ? {} : { sequence }),
            ...(sentAt === undefined ? {} : { sentAt }),
          },
          'the ref',
        );
        assert.ok(sequence === undefined || /^\d+$/.test(sequence), 'sequence is no string of digits');
        assert.ok(
          sentAt === undefined || Math.abs(sentAt - trial.double.now()) < 86_400_000,
          `sentAt is ${sentAt}, where milliseconds since 1970 were expected`,
        );
      }
    }
  },

  'recipients of one call share an id only where that is declared': async (trial) => {
    await trial.invite();
    const to = trial.others;
    const { accepted } = await trial.chat().sendDirect({ ...trial.message, to });
    const ids = accepted.flatMap(({ messageId }) => messageId ?? []);
    const isOneCall = (await trial.requestCount()) === 1;
    trial.needs(ids.length === to.length && isOneCall, 'no ids of messages to several users in one call');
    const expected = trial.adapter.capabilities.behaviour.sharesMessageIdInCall ? 1 : to.length;
    assert.equal(new Set(ids).size, expected);
  },

  'outcomes, refs and problems are plain data': async (trial) => {
    await trial.invite();
    await trial.fail({ kind: 'recipient_refused', userId: trial.dave });
    const to = [trial.bob, trial.stranger, '', trial.carol, trial.dave];
    const outcomes: RecipientOutcome[] = [];
    for await (const batch of trial.chat().deliver(trial.message, to)) outcomes.push(...batch);
    assertPlainData(outcomes, 'an outcome');
    const positions = outcomes
      .map(({ userId, index }) => [index, userId] as const)
      .toSorted(([a], [b]) => a - b);
    assert.deepEqual(
      positions,
      to.map((userId, index) => [index, userId]),
      'the outcomes do not name every place of the input once',
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'accepted') continue;
      assert.ok(Object.isFrozen(outcome.problem), 'a problem that many share can be changed');
    }
    await trial.fail({ kind: 'recipient_refused', userId: trial.dave });
    const { receipt, error } = await settled(trial.chat().sendDirect({ ...trial.message, to: trial.dave }));
    assert.ok(error, 'a send that reached nobody is no error');
    assertPlainData(receipt, 'a receipt');
    assertPlainData(error.toJSON(), 'an error');
  },
});

import assert from 'node:assert/strict';
import type { RecipientOutcome } from '@polychat/core';
import { family } from '../check.ts';
import { ann, bob, carol, crowd, dave, invite, stranger } from '../people.ts';
import { text } from '../samples.ts';
import { settled, statusOf } from '../settled.ts';

const message = { from: ann, content: text };

/** Fails where something is lost on the way through JSON or a structured clone. */
function assertPlainData(value: unknown, what: string): void {
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value, `${what} does not survive JSON`);
  assert.deepEqual(structuredClone(value), value, `${what} does not survive structuredClone`);
}

/** Every recipient is accounted for, in data that lasts. */
export const receipts = family('receipts', {
  'every recipient is in exactly one list, in the order of the input': async (trial) => {
    const { maxItems } = trial.planDirect(message);
    const known = crowd(Math.min(1_000, maxItems * 2 + 3));
    await trial.addUsers(ann, ...known);
    const to = known.toSpliced(2, 0, '', stranger, known[0] ?? '').concat(`${stranger}2`, known[1] ?? '');
    const { receipt } = await settled(trial.chat().sendDirect({ ...message, to }));
    const strangers = [stranger, `${stranger}2`];
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
    await invite(trial);
    await trial.addUsers(stranger);
    const to = [bob, carol];
    await trial.chat().sendDirect({ ...message, to });
    for (const userId of [dave, stranger]) {
      assert.deepEqual((await trial.inbox(userId)).received, [], `${userId} was not asked for`);
    }
  },

  'a refused recipient is named with its place in the input': async (trial) => {
    await invite(trial);
    const outcome = await settled(trial.chat().sendDirect({ ...message, to: [bob, '', carol] }));
    const { status, problem } = statusOf(outcome, '');
    assert.deepEqual(
      [status, problem?.code, problem?.effect, problem?.field],
      ['failed', 'invalid_message', 'not_sent', 'to[1]'],
    );
  },

  'an outcome has the id that the vendor gave, and a ref that says whose message it is': async (trial) => {
    await invite(trial);
    const { vendor, app } = trial.adapter;
    for (const to of [[bob], [bob, carol, dave]]) {
      const { accepted } = await trial.chat().sendDirect({ ...message, to });
      assert.equal(accepted.length, to.length);
      for (const { userId, messageId, sequence, sentAt, ref } of accepted) {
        const delivered = (await trial.inbox(userId)).received.at(-1)?.messageId;
        assert.equal(messageId, delivered, 'the id is not the one that the vendor gave');
        assert.deepEqual(
          ref,
          {
            ...{ version: 1, vendor, app, conversation: 'direct', from: ann, to: userId },
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
    await invite(trial);
    const to = [bob, carol, dave];
    const { accepted } = await trial.chat().sendDirect({ ...message, to });
    const ids = accepted.flatMap(({ messageId }) => messageId ?? []);
    const isOneCall = (await trial.requestCount()) === 1;
    if (ids.length < to.length || !isOneCall) return;
    const expected = trial.adapter.capabilities.behaviour.sharesMessageIdInCall ? 1 : to.length;
    assert.equal(new Set(ids).size, expected);
  },

  'outcomes, refs and problems are plain data': async (trial) => {
    await invite(trial);
    await trial.double.failNext({ kind: 'recipient_refused', userId: dave });
    const to = [bob, stranger, '', carol, dave];
    const outcomes: RecipientOutcome[] = [];
    for await (const batch of trial.chat().deliver(message, to)) outcomes.push(...batch);
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
    await trial.double.failNext({ kind: 'recipient_refused', userId: dave });
    const { receipt, error } = await settled(trial.chat().sendDirect({ ...message, to: dave }));
    assert.ok(error, 'a send that reached nobody is no error');
    assertPlainData(receipt, 'a receipt');
    assertPlainData(error.toJSON(), 'an error');
  },
});

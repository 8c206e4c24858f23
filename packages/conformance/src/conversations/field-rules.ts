import assert from 'node:assert/strict';
import type { GroupMessage, MessageFields, Problem, RoomMessage } from '@polychat/core';
import { assertField } from '../field-test.ts';
import { wireLeavesOf } from '../leaves.ts';
import { assertOwnFields } from '../own-fields-test.ts';
import { fieldNames, fieldSamples, push } from '../samples.ts';
import { refusal } from '../settled.ts';
import { assertPushes } from '../shown-pushes.ts';
import { impliedValue, keeps, keepsField, supportOf } from '../support.ts';
import type { Destination, DestinationRules, Fields } from './destination.ts';

/** Why a message would be refused before anything is sent. */
function findingsOf({ trial }: Destination, message: object): readonly Problem[] {
  return trial
    .chat()
    .check(message as GroupMessage | RoomMessage)
    .filter((finding): finding is Problem => 'effect' in finding);
}

const perField: DestinationRules = Object.fromEntries(
  fieldNames.map((field) => [
    `${field} does what it is declared to do`,
    async (destination) => {
      const { trial, kind, capabilities } = destination;
      await assertField({
        trial,
        field,
        support: supportOf(capabilities.fields[field]),
        bases: () => [destination.message()],
        findings: (message) => findingsOf(destination, message),
        calls: [(message) => trial.conversationCall(kind, message as MessageFields).call],
        send: (message, onUnsupported) => destination.send(message as Fields, { onUnsupported }),
      });
    },
  ]),
);

/** Optional fields are kept, refused or known to be without effect; and what is not said means the same everywhere. */
export const fieldRules: DestinationRules = {
  ...perField,

  'metadata arrives': async (destination) => {
    const { trial, capabilities } = destination;
    const { metadata } = fieldSamples;
    trial.needs(keeps(supportOf(capabilities.fields.metadata), metadata), 'no metadata');
    await destination.send({ metadata });
    const [message] = await destination.received(trial.bob);
    assert.ok(wireLeavesOf(message).has(metadata), 'metadata is declared to arrive, and does not');
  },

  'nothing is pushed unless push is given': async (destination) => {
    const { trial, capabilities } = destination;
    await trial.double.addUsers([trial.carol], 'offline');
    await destination.send();
    assert.deepEqual((await trial.inbox(trial.carol)).pushes, [], 'a message without push is pushed');
    if (!keepsField(capabilities, 'push', push)) return;
    await destination.send({ push });
    assertPushes((await trial.inbox(trial.carol)).pushes, [push], 'a push is not shown, or not as given');
  },

  'a message counts as unread unless it says not to': async (destination) => {
    const { trial, capabilities } = destination;
    await destination.send();
    const isKept = keepsField(capabilities, 'countsAsUnread', false);
    if (isKept) await destination.send({ countsAsUnread: false });
    const counted = (await destination.received(trial.bob)).map(({ countsAsUnread }) => countsAsUnread);
    const first = impliedValue(supportOf(capabilities.fields.countsAsUnread), 'countsAsUnread');
    assert.deepEqual(counted, isKept ? [first, false] : [first]);
  },

  'the sender gets a copy unless the message says not to': async (destination) => {
    const { trial, capabilities } = destination;
    await destination.send();
    const copies = impliedValue(supportOf(capabilities.fields.senderCopy), 'senderCopy') === true ? 1 : 0;
    assert.equal((await trial.inbox(trial.ann)).sent.length, copies, 'copies that the sender has');
    if (!keepsField(capabilities, 'senderCopy', false)) return;
    await destination.send({ senderCopy: false });
    const { sent } = await trial.inbox(trial.ann);
    assert.equal(sent.length, copies, 'the sender has a copy that was not wanted');
  },

  'one key is delivered once where the vendor discards copies': async (destination) => {
    const { trial, capabilities } = destination;
    const { idempotencyKey } = fieldSamples;
    trial.needs(keepsField(capabilities, 'idempotencyKey', idempotencyKey), 'no idempotencyKey');
    trial.needs(capabilities.discardsCopiesForMs > 0, 'no discarding of copies');
    for (let time = 0; time < 2; time += 1) await destination.send({ idempotencyKey });
    await destination.assertReceived(1, 'two sends with one key');
    const other = await destination.another('crew', [trial.ann, trial.bob]);
    await other.send({ idempotencyKey });
    assert.equal((await other.received(trial.bob)).length, 1, 'one key for two of them is taken for a copy');
  },

  "an unknown field under the vendor's own key is refused": async (destination) => {
    const { trial } = destination;
    const { vendor } = trial.adapter;
    const sending = destination.send({ vendor: { [vendor]: { noSuchField: 1 } } });
    const error = await refusal(sending, 'an unknown vendor field');
    assert.deepEqual([error.code, error.field], ['invalid_message', `vendor.${vendor}.noSuchField`]);
    assert.equal(await trial.requestCount(), 0);
  },

  "every one of the vendor's own fields changes the request": async (destination) => {
    const { trial, kind } = destination;
    const { vendorFields } = trial.subject;
    if (vendorFields) trial.needs(vendorFields.length > 0, 'no fields of its own');
    const own = vendorFields?.filter(({ conversation }) => conversation === kind) ?? [];
    if (own.length === 0) {
      trial.untested.push(`the vendor's own fields to a ${kind}: the subject gives none in vendorFields`);
      return;
    }
    for (const sample of own) {
      await assertOwnFields(trial, sample, {
        findings: (given) => findingsOf(destination, destination.message(given)),
        calls: [(given) => destination.call(given)],
      });
    }
  },
};

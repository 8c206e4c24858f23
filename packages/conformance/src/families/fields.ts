import assert from 'node:assert/strict';
import type { MessageFields } from '@polychat/core';
import { family } from '../check.ts';
import { assertField } from '../field-test.ts';
import { wireLeavesOf } from '../leaves.ts';
import { assertOwnFields } from '../own-fields-test.ts';
import type { AudienceFields } from '../planned-calls.ts';
import { fieldNames, fieldSamples, push } from '../samples.ts';
import { refusal } from '../settled.ts';
import { assertPushes } from '../shown-pushes.ts';
import { impliedValue, keeps, keepsField, reaches, refusalsOf, supportOf } from '../support.ts';
import type { Trial } from '../trial.ts';

/** Whether a message has a key with which the vendor discards no copy: then the receipt says so. */
function isKeyWithoutUse(trial: Trial, message: MessageFields): boolean {
  if (message.idempotencyKey === undefined) return false;
  const isKept = trial.adapter.capabilities.direct?.fields.idempotencyKey === 'yes';
  return !isKept || trial.directCall(message, [trial.bob]).call.dedupWindowMs === 0;
}

const direct = Object.fromEntries(
  fieldNames.map((field) => [
    `${field} does what it is declared to do`,
    async (trial: Trial) => {
      await trial.invite();
      const chat = trial.chat();
      await assertField({
        trial,
        field,
        support: supportOf(trial.adapter.capabilities.direct?.fields[field]),
        bases: () => [trial.message],
        findings: (message) => refusalsOf(chat, { ...(message as MessageFields), to: trial.bob }),
        calls: [[trial.bob], [trial.bob, trial.carol]].map(
          (to) => (message) => trial.directCall(message as MessageFields, to).call,
        ),
        send: async (message, onUnsupported) => {
          const receipt = await chat.sendDirect(
            { ...(message as MessageFields), to: trial.bob },
            { onUnsupported },
          );
          if (onUnsupported === 'refuse') {
            assert.deepEqual(
              receipt.warnings.map(({ code }) => code),
              isKeyWithoutUse(trial, message as MessageFields) ? ['not_deduplicated'] : [],
            );
          }
          return receipt;
        },
      });
    },
  ]),
);

/** A message to each audience that the vendor has, the widest first: one whom a push and a time to live can concern. */
function audienceBases(trial: Trial): readonly AudienceFields[] {
  const { capabilities } = trial.adapter;
  const canPush = keepsField(capabilities.audience, 'push', push);
  const all: readonly AudienceFields[] = [
    ...(canPush ? [{ ...trial.message, audience: 'everyone' as const, push }] : []),
    { ...trial.message, audience: 'online' },
    ...(canPush ? [{ ...trial.message, audience: 'push_only' as const, push }] : []),
  ];
  return all.filter(({ audience }) => reaches(capabilities, audience));
}

const audience = Object.fromEntries(
  fieldNames
    .filter((field) => field !== 'push')
    .map((field) => [
      `${field} in a broadcast does what it is declared to do`,
      async (trial: Trial) => {
        const { capabilities } = trial.adapter;
        await trial.invite();
        const chat = trial.chat();
        await assertField({
          trial,
          field,
          support: supportOf(capabilities.audience?.fields[field]),
          bases: (value) =>
            audienceBases(trial).filter(
              // Our own rules refuse a time to live where nothing waits for anybody.
              (base) => field !== 'timeToLive' || value === 0 || base.audience !== 'online',
            ),
          findings: (message) => refusalsOf(chat, message as AudienceFields),
          calls: [(message) => trial.audienceCall(message as AudienceFields).call],
          send: (message, onUnsupported) => chat.broadcast(message as AudienceFields, { onUnsupported }),
        });
      },
    ]),
);

/** Optional fields are kept, refused or known to be without effect; and what is not said means the same everywhere. */
export const fields = family('fields', {
  ...direct,
  ...audience,

  'metadata arrives': async (trial) => {
    const { metadata } = fieldSamples;
    const support = supportOf(trial.adapter.capabilities.direct?.fields.metadata);
    trial.needs(keeps(support, metadata), 'no metadata');
    await trial.invite();
    await trial.chat().sendDirect({ ...trial.message, to: trial.bob, metadata });
    const [message] = (await trial.inbox(trial.bob)).received;
    assert.ok(wireLeavesOf(message).has(metadata), 'metadata is declared to arrive, and does not');
  },

  'nothing is pushed unless push is given': async (trial) => {
    await trial.addUsers(trial.ann);
    await trial.double.addUsers([trial.bob, trial.carol], 'offline');
    const chat = trial.chat();
    const to = [trial.bob, trial.carol];
    await chat.sendDirect({ ...trial.message, to: trial.bob });
    await chat.sendDirect({ ...trial.message, to });
    for (const userId of to) {
      assert.deepEqual((await trial.inbox(userId)).pushes, [], 'a message without push is pushed');
    }
    if (!keepsField(trial.adapter.capabilities.direct, 'push', push)) return;
    await chat.sendDirect({ ...trial.message, to: trial.bob, push });
    assertPushes((await trial.inbox(trial.bob)).pushes, [push], 'a push is not shown, or not as given');
  },

  'a message counts as unread unless it says not to': async (trial) => {
    await trial.invite();
    const chat = trial.chat();
    const { direct: kind } = trial.adapter.capabilities;
    await chat.sendDirect({ ...trial.message, to: trial.bob });
    const isKept = keepsField(kind, 'countsAsUnread', false);
    if (isKept) await chat.sendDirect({ ...trial.message, to: trial.bob, countsAsUnread: false });
    const counted = (await trial.inbox(trial.bob)).received.map(({ countsAsUnread }) => countsAsUnread);
    const first = impliedValue(supportOf(kind?.fields.countsAsUnread), 'countsAsUnread');
    assert.deepEqual(counted, isKept ? [first, false] : [first]);
  },

  'the sender gets a copy unless the message says not to': async (trial) => {
    await trial.invite();
    const chat = trial.chat();
    const { direct: kind } = trial.adapter.capabilities;
    await chat.sendDirect({ ...trial.message, to: trial.bob });
    const copies = impliedValue(supportOf(kind?.fields.senderCopy), 'senderCopy') === true ? 1 : 0;
    assert.equal((await trial.inbox(trial.ann)).sent.length, copies, 'copies that the sender has');
    if (!keepsField(kind, 'senderCopy', false)) return;
    await chat.sendDirect({ ...trial.message, to: trial.bob, senderCopy: false });
    assert.equal(
      (await trial.inbox(trial.ann)).sent.length,
      copies,
      'the sender has a copy that was not wanted',
    );
  },

  'a message for devices that are online is not kept for later': async (trial) => {
    trial.needs(keepsField(trial.adapter.capabilities.direct, 'timeToLive', 0), 'no timeToLive of 0');
    await trial.addUsers(trial.ann, trial.bob);
    await trial.double.addUsers([trial.carol], 'offline');
    for (const to of [[trial.carol], [trial.bob, trial.carol]]) {
      await trial.chat().sendDirect({ ...trial.message, to, timeToLive: 0 });
    }
    const { received } = await trial.inbox(trial.carol);
    assert.deepEqual(received, [], 'with timeToLive: 0 a message waits for somebody who is offline');
    assert.equal((await trial.inbox(trial.bob)).received.length, 1);
  },

  'one key is delivered once where the vendor discards copies': async (trial) => {
    const { direct: kind, behaviour } = trial.adapter.capabilities;
    const { idempotencyKey } = fieldSamples;
    trial.needs(keepsField(kind, 'idempotencyKey', idempotencyKey), 'no idempotencyKey');
    trial.needs(behaviour.discardsCopiesForMs > 0, 'no discarding of copies');
    await trial.invite();
    const message = { ...trial.message, to: trial.bob, idempotencyKey };
    for (const chat of [trial.chat(), trial.chat()]) await chat.sendDirect(message);
    assert.equal((await trial.inbox(trial.bob)).received.length, 1, 'two sends with one key arrive twice');
  },

  'a message with a key reaches everybody, however many calls it takes': async (trial) => {
    const { direct: kind } = trial.adapter.capabilities;
    const { idempotencyKey } = fieldSamples;
    trial.needs(keepsField(kind, 'idempotencyKey', idempotencyKey), 'no idempotencyKey');
    const { maxItems } = trial.planDirect(trial.message);
    const to = trial.crowd(Math.min(1_200, maxItems + 3));
    await trial.addUsers(trial.ann, ...to);
    await trial.chat().sendDirect({ ...trial.message, to, idempotencyKey });
    for (const userId of to) {
      const { length } = (await trial.inbox(userId)).received;
      assert.equal(
        length,
        1,
        `${userId} got ${length} messages: the calls of one send are copies to the vendor`,
      );
    }
  },

  "an unknown field under the vendor's own key is refused": async (trial) => {
    await trial.invite();
    const { vendor } = trial.adapter;
    const message = { ...trial.message, to: trial.bob, vendor: { [vendor]: { noSuchField: 1 } } };
    const error = await refusal(trial.chat().sendDirect(message), 'an unknown vendor field');
    assert.deepEqual([error.code, error.field], ['invalid_message', `vendor.${vendor}.noSuchField`]);
    assert.equal(await trial.requestCount(), 0);
  },

  "every one of the vendor's own fields changes the request": async (trial) => {
    const { vendorFields } = trial.subject;
    if (!vendorFields) {
      trial.untested.push("the vendor's own fields: the subject gives no vendorFields");
      return;
    }
    trial.needs(vendorFields.length > 0, 'no fields of its own');
    const chat = trial.chat();
    for (const sample of vendorFields.filter(({ conversation }) => conversation === undefined)) {
      const { audience: name } = sample;
      await assertOwnFields(trial, sample, {
        findings: (given) =>
          refusalsOf(chat, name ? { ...given, audience: name } : { ...given, to: trial.bob }),
        calls: name
          ? [(given) => trial.audienceCall({ ...given, audience: name }).call]
          : [[trial.bob], [trial.bob, trial.carol]].map((to) => (given) => trial.directCall(given, to).call),
      });
    }
  },
});

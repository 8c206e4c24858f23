import assert from 'node:assert/strict';
import { assertGivenIds } from '../given-ids.ts';
import { refusal } from '../settled.ts';
import { Destination, type DestinationRules } from './destination.ts';

/** Fails unless nobody has anything in their app, and one request at most was made for it. */
async function assertNobodyHasIt({ trial }: Destination, what: string): Promise<void> {
  for (const userId of [trial.ann, ...trial.others]) {
    assert.deepEqual((await trial.inbox(userId)).received, [], `${what} came to ${userId}`);
  }
  assert.equal(await trial.requestCount(), 1, `${what} is sent again`);
}

/** Whom a message reaches, and what its sender learns. */
export const deliveryRules: DestinationRules = {
  'a message reaches every member once, and nobody else': async (destination) => {
    const { trial, kind } = destination;
    const other = await destination.another('crew', [trial.ann, trial.bob, trial.carol]);
    // Somebody may have the name of a group.
    await trial.addUsers(other.id);
    await other.send();
    for (const userId of [trial.bob, trial.carol]) {
      const { length } = await other.received(userId);
      assert.equal(length, 1, `${userId} is a member, and has ${length} messages of the ${kind}`);
    }
    for (const userId of [trial.dave, other.id]) {
      assert.deepEqual((await trial.inbox(userId)).received, [], `${userId} is no member`);
    }
    assert.deepEqual((await trial.inbox(trial.ann)).received, [], 'the sender is told what they said');
  },

  'a receipt has the ids that the vendor gave, and a ref that names where the message is': async (
    destination,
  ) => {
    const { trial, kind, id } = destination;
    const { vendor, app } = trial.adapter;
    const first = trial.transport.exchanges.length;
    const receipt = await destination.send({}, {}, trial.chat({ name: 'the day shift' }));
    const { via, ref, warnings, ...ids } = receipt;
    assert.deepEqual([via, warnings], ['the day shift', []]);
    assert.deepEqual(JSON.parse(JSON.stringify(receipt)), receipt, 'a receipt does not survive JSON');
    const [arrived] = await destination.received(trial.bob);
    assertGivenIds(trial, arrived, ids, first);
    const { messageId, sequence, sentAt } = ids;
    if (messageId !== undefined) assert.equal(messageId, arrived?.messageId, 'the id of another message');
    assert.ok(sequence === undefined || /^\d+$/.test(sequence), 'sequence is no string of digits');
    assert.ok(
      sentAt === undefined || Math.abs(sentAt - trial.double.now()) < 86_400_000,
      `sentAt is ${sentAt}, where milliseconds since 1970 were expected`,
    );
    if (messageId === undefined && sequence === undefined) {
      assert.equal(ref, undefined, 'a ref without an id finds no message');
      return;
    }
    const named = {
      ...(messageId === undefined ? {} : { messageId }),
      ...(sequence === undefined ? {} : { sequence }),
      ...(sentAt === undefined ? {} : { sentAt }),
    };
    assert.deepEqual(
      ref,
      { version: 1, vendor, app, conversation: kind, from: trial.ann, to: id, ...named },
      'the ref',
    );
  },

  'its members see who sent it': async (destination) => {
    const { trial } = destination;
    for (const from of [trial.ann, trial.dave]) {
      const { ref } = await destination.send({ from });
      assert.equal(
        (await destination.received(trial.bob)).at(-1)?.from,
        from,
        'the sender that a member sees',
      );
      if (ref) assert.equal(ref.from, from, 'the sender that the ref names');
    }
  },

  'without a sender the vendor has one of its own, or the message is refused': async (destination) => {
    const { trial } = destination;
    const sending = destination.send({ from: undefined });
    if (!trial.adapter.capabilities.behaviour.senderOptional) {
      const error = await refusal(sending, 'a message without a sender, who is declared to be required,');
      assert.deepEqual([error.code, error.field, error.effect], ['invalid_message', 'from', 'not_sent']);
      assert.equal(await trial.requestCount(), 0);
      return;
    }
    const { ref } = await sending;
    const shown = (await destination.received(trial.bob))[0]?.from;
    assert.ok(shown, 'a member sees no sender');
    if (ref) assert.equal(ref.from, shown, 'the ref names another sender than a member sees');
  },

  'a default sender stands where a message names none, and nowhere else': async (destination) => {
    const { trial } = destination;
    const { withDefaultSender } = trial.subject;
    if (!withDefaultSender) {
      trial.untested.push('a default sender: the subject has no withDefaultSender()');
      return;
    }
    const chat = trial.chatOf(withDefaultSender(trial.dave));
    for (const from of [undefined, trial.ann]) {
      const { ref } = await destination.send({ from }, {}, chat);
      const shown = (await destination.received(trial.bob)).at(-1)?.from;
      assert.equal(shown, from ?? trial.dave, 'the sender that a member sees');
      if (ref) assert.equal(ref.from, from ?? trial.dave, 'the sender that the ref names');
    }
  },

  'what there is not is refused by its field, and sent once': async (destination) => {
    const { trial, kind, field } = destination;
    const nothing = new Destination(trial, kind, trial.conversationId(kind, 'nothing'));
    const error = await refusal(nothing.send(), `a message to a ${kind} that there is not`);
    assert.deepEqual([error.code, error.effect, error.field], ['not_found', 'rejected', field]);
    await assertNobodyHasIt(destination, `a message to a ${kind} that there is not`);
  },

  'a sender that the vendor does not know is refused, and nobody gets the message': async (destination) => {
    const { trial } = destination;
    trial.needs(trial.has('sender_check'), 'no check of senders');
    const error = await refusal(destination.send({ from: trial.stranger }), 'a message from nobody');
    // A vendor may look first whether they are a member.
    assert.match(error.code, /^((sender_)?not_found|permission_denied)$/);
    assert.equal(error.effect, 'rejected');
    assert.ok(error.field === undefined || error.field === 'from', `"${error.field}" is not to blame`);
    await assertNobodyHasIt(destination, 'a message from nobody');
  },

  'a sender who is no member is refused, and nobody gets the message': async (destination) => {
    const { trial, kind } = destination;
    trial.needs(trial.has(`${kind}_member_check`), `no check whether a sender is a member of the ${kind}`);
    const other = await destination.another('crew', [trial.bob, trial.carol]);
    const error = await refusal(other.send(), 'a message of somebody who is no member');
    assert.match(error.code, /^((sender_)?not_found|permission_denied)$/);
    assert.equal(error.effect, 'rejected');
    assert.ok(error.field === undefined || error.field === 'from', `"${error.field}" is not to blame`);
    await assertNobodyHasIt(other, 'a message of somebody who is no member');
  },

  'an id that no vendor has is refused before anything is sent': async (destination) => {
    const { trial, kind, field } = destination;
    for (const id of ['', '\u0000', 'x'.repeat(5_000)]) {
      const sending = new Destination(trial, kind, id).send();
      const error = await refusal(sending, `the id ${JSON.stringify(id.slice(0, 20))}`);
      assert.deepEqual([error.code, error.effect, error.field], ['invalid_message', 'not_sent', field]);
    }
    assert.equal(await trial.requestCount(), 0);
  },
};

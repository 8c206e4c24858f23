import assert from 'node:assert/strict';
import { type CallRecord, ChatError } from '@polychat/core';
import { assertEverybodyListed, assertTrue, factsOf } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { type ChatTrial, inTurn, toMessages, type VendorBehaviour } from '../chat-trial.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { watchCalls } from '../kept-calls.ts';
import { people } from '../people.ts';

/** Sends whose calls are unclear, with a journal. */
async function crash(trial: ChatTrial, behaviour: VendorBehaviour) {
  const { records, journal } = watchCalls();
  const callFate = toMessages(inTurn<CallFate>('unknown', 'unknown', 'answered'));
  const started = await trial.start({ dedupWindowMs: 60_000, callFate, ...behaviour }, 'resume');
  const { receipt } = await started.send(people, { journal, maxAttempts: 1 });
  assertEverybodyListed(receipt, people);
  // Until then a call may still be under way.
  const ends = records.map(({ mayRunUntil }) => mayRunUntil);
  await started.clock.advance(Math.max(0, ...ends.map((end) => end - started.clock.now())));
  return { started, receipt, records: records.filter(({ operation }) => operation === 'direct') };
}

export const resuming = chatFamily('resume', {
  'a record finds its way back to the chat that made it, and nobody gets the message twice': async (
    trial,
  ) => {
    const { started, records } = await crash(trial, {});
    assert.ok(records.length > 0, 'nothing is in the journal');
    for (const record of records) {
      const outcomes = await started.run(started.chat.resume(record));
      const expected = record.items.map(({ index }) => index);
      assert.deepEqual(
        outcomes.map(({ index }) => index),
        expected,
        'not every item has an outcome, in order',
      );
      for (const { via, status, userId } of outcomes) {
        assert.equal(via, record.chat, 'the call was made again by another chat');
        assert.equal(status, 'accepted', `${userId} was not accepted within the window for copies`);
      }
    }
    for (const userId of people) {
      const copies = started.copiesOf(userId);
      assert.ok(
        copies.every((count) => count <= 1),
        `${userId} has the message twice at a vendor`,
      );
    }
  },

  'a resumed call names the users as you do': async (trial) => {
    const { started, records } = await crash(trial, {});
    for (const record of records) {
      const outcomes = await started.run(started.chat.resume(record));
      for (const { userId } of outcomes) {
        const isKnown = (people as readonly string[]).includes(userId);
        assert.ok(isKnown, `${JSON.stringify(userId)} is no id that was given`);
      }
    }
  },

  'nothing is sent again where the vendor would not discard the copy': async (trial) => {
    const { started, records, receipt } = await crash(trial, { dedupWindowMs: 0 });
    const before = started.posted().length;
    const facts = factsOf(receipt);
    for (const record of records) await started.run(started.chat.resume(record));
    assert.equal(started.posted().length, before, 'a call was made again');
    assertTrue(started, facts);
  },

  'a record of another chat is refused, and so is what is none': async (trial) => {
    const { started, records } = await crash(trial, {});
    const before = started.posted().length;
    const [record] = records;
    const strangers: readonly unknown[] = [{ ...record, chat: 'nobody', vendor: 'nobody' }, {}, undefined, 7];
    for (const stranger of strangers) {
      const error: unknown = await started.run(
        (async () => started.chat.resume(stranger as CallRecord))().then(
          () => undefined,
          (reason: unknown) => reason,
        ),
      );
      assert.ok(ChatError.is(error), 'a record of nobody is not refused');
      assert.equal(error.code, 'misconfigured');
    }
    assert.equal(started.posted().length, before, 'something was sent');
  },
});

import assert from 'node:assert/strict';
import { type CallRecord, ChatError, type Journal } from '@polychat/core';
import { settled } from '../../settled.ts';
import { assertEverybodyListed, assertTrue, factsOf } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { type ChatTrial, inTurn, type VendorBehaviour } from '../chat-trial.ts';
import type { CallFate } from '../inbox-vendor-options.ts';
import { hello, people } from '../people.ts';
import type { Posted } from '../posted.ts';
import { readAll, type StartedChat } from '../started-chat.ts';

/** A journal that keeps everything, and a vendor that notes what arrives and is not in it. */
function watch() {
  const records: CallRecord[] = [];
  const journal: Journal = {
    async begin(given) {
      await Promise.resolve();
      records.push(...given);
    },
  };
  const missing: string[] = [];
  const behaviourOf = (at: number): VendorBehaviour => ({
    onRequest(posted) {
      const name = `vendor${at + 1}`;
      const isKept = records.some((record) => record.chat === name && isOf(record, posted));
      if (!isKept) missing.push(`${posted.command} at ${name}`);
    },
  });
  return { records, journal, missing, behaviourOf };
}

function isOf({ body }: CallRecord, posted: Posted): boolean {
  return body !== undefined && (JSON.parse(body.text) as Posted).id === posted.id;
}

const correlationId = 'request 4711';

/** Sends whose calls are unclear, with a journal. */
async function crash(trial: ChatTrial, behaviour: VendorBehaviour) {
  const { records, journal } = watch();
  const callFate = inTurn<CallFate>('unknown', 'unknown', 'answered');
  const started = await trial.start({ dedupWindowMs: 60_000, callFate, ...behaviour }, 'resume');
  const { receipt } = await started.send(people, { journal, maxAttempts: 1 });
  assertEverybodyListed(receipt, people);
  return { started, receipt, records };
}

export const journals = chatFamily('journal', {
  'every call of a list, a stream and a broadcast is kept before it leaves, by the name of the chat that makes it':
    async (trial) => {
      const { journal, missing, behaviourOf } = watch();
      const started = await trial.start(behaviourOf);
      await started.send(people, { journal });
      await started.deliver(people, { journal });
      await started.run(readAll(started.chat.sendBulk(hello, people, { journal })));
      assert.deepEqual(missing, [], 'calls left that are not in the journal');
    },

  'every broadcast and registration is kept before it leaves': async (trial) => {
    const { journal, missing, behaviourOf } = watch();
    const { chat, clock } = await trial.start(behaviourOf, 'broadcasts', 'users');
    await clock.finish(chat.broadcast({ ...hello, audience: 'online' }, { journal }));
    await clock.finish(chat.registerUsers([{ userId: 'ann' }, { userId: 'bob' }], { journal }));
    assert.deepEqual(missing, [], 'calls left that are not in the journal');
  },

  'a record has what was sent, for whom, and the correlation id': async (trial) => {
    const { records, journal, behaviourOf } = watch();
    const started = await trial.start(behaviourOf);
    await started.send(people, { journal, correlationId });
    assert.ok(records.length > 0, 'nothing is in the journal');
    for (const record of records) {
      assert.equal(record.correlationId, correlationId, 'a record has another correlation id');
      started.vendorNamed(record.chat);
    }
    const kept = new Set(records.flatMap(({ items }) => items.map(({ userId }) => userId)));
    const expected = people.map((userId) => started.vendorIdOf(userId));
    assert.deepEqual([...kept].toSorted(), expected.toSorted(), 'the records name others');
  },

  'nothing leaves when the journal fails, and everybody has failed': async (trial) => {
    const journal: Journal = { begin: () => Promise.reject(new Error('the disk is full')) };
    const started = await trial.start();
    const { receipt } = await started.send(people, { journal });
    const facts = assertEverybodyListed(receipt, people);
    started.assertNothingSent('a send that could not be kept');
    assert.ok(
      facts.every(({ status }) => status === 'failed'),
      'somebody has not failed to whom nothing left',
    );
  },
});

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

export const telemetry = chatFamily('telemetry', {
  'the correlation id reaches the hooks': async (trial) => {
    const started = await trial.start();
    const { chat } = started;
    const options = { correlationId };
    await started.send(people, options);
    await started.deliver(people, options);
    await started.run(readAll(chat.sendBulk(hello, people, options)));
    assertCorrelated(started);
  },

  'the correlation id of a broadcast and of a registration reaches the hooks': async (trial) => {
    const started = await trial.start({}, 'broadcasts', 'users');
    const options = { correlationId };
    await started.run(started.chat.broadcast({ ...hello, audience: 'online' }, options));
    await started.run(settled(started.chat.registerUsers([{ userId: 'ann' }], options)));
    assertCorrelated(started);
  },

  'warnings arrive': async (trial) => {
    const started = await trial.start({ lacks: ['readReceipt'] });
    const message = { ...hello, readReceipt: true };
    const options = { onUnsupported: 'warn' } as const;
    const expected = await started.run(started.reference.sendDirect({ ...message, to: people }, options));
    const codes = expected.warnings.map(({ code }) => code);
    assert.ok(codes.length > 0, 'there is nothing to warn of');
    const { receipt } = await started.send(people, options, message);
    assertIncludes(receipt.warnings, codes, 'a receipt');
    const bulk = started.chat.sendBulk(message, people, options);
    assertIncludes((await started.run(bulk.summary())).warnings, codes, 'a summary');
  },
});

function assertCorrelated({ events }: StartedChat): void {
  assert.ok(events.length > 0, 'no hook was called');
  for (const event of events) {
    assert.equal(event.correlationId, correlationId, `a hook of ${event.chat} has another correlation id`);
  }
}

function assertIncludes(
  warnings: readonly { readonly code: string }[],
  codes: readonly string[],
  where: string,
): void {
  const found = new Set(warnings.map(({ code }) => code));
  for (const code of codes) assert.ok(found.has(code), `the warning ${code} is not in ${where}`);
}

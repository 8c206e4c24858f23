import assert from 'node:assert/strict';
import type { Journal } from '@polychat/core';
import { assertEverybodyListed } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import { watchCalls } from '../kept-calls.ts';
import { correlationId, hello, people } from '../people.ts';
import { readAll } from '../started-chat.ts';

export const journals = chatFamily('journal', {
  'every call of a list and of a stream is kept before it leaves, by the name of the chat that makes it':
    async (trial) => {
      const { journal, missing, behaviourOf } = watchCalls();
      const started = await trial.start(behaviourOf);
      await started.send(people, { journal });
      await started.deliver(people, { journal });
      await started.run(readAll(started.chat.sendBulk(hello, people, { journal })));
      assert.deepEqual(missing, [], 'calls left that are not in the journal');
    },

  'every broadcast and registration is kept before it leaves': async (trial) => {
    const { journal, missing, behaviourOf } = watchCalls();
    const { chat, clock } = await trial.start(behaviourOf, 'broadcasts', 'users');
    await clock.finish(chat.broadcast({ ...hello, audience: 'online' }, { journal }));
    await clock.finish(chat.registerUsers([{ userId: 'ann' }, { userId: 'bob' }], { journal }));
    assert.deepEqual(missing, [], 'calls left that are not in the journal');
  },

  'a record has what was sent, for whom, and the correlation id': async (trial) => {
    const { records, journal, behaviourOf } = watchCalls();
    const started = await trial.start(behaviourOf);
    await started.send(people, { journal, correlationId });
    assert.ok(records.length > 0, 'nothing is in the journal');
    for (const record of records) {
      assert.equal(record.correlationId, correlationId, 'a record has another correlation id');
      started.vendorNamed(record.chat);
    }
    const messages = records.filter(({ operation }) => operation === 'direct');
    const kept = new Set(messages.flatMap(({ items }) => items.map(({ userId }) => userId)));
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

import assert from 'node:assert/strict';
import { assertEverybodyListed, assertEverybodyStreamed, assertTrue, factOf } from '../assertions.ts';
import { chatFamily } from '../chat-check.ts';
import type { VendorBehaviour } from '../chat-trial.ts';
import type { Fate } from '../inbox-vendor-options.ts';
import { crowd, people } from '../people.ts';

const fates: Readonly<Record<string, Fate>> = { bob: 'refused', dave: 'lost' };
/** The vendor knows no `bob`, and its reply leaves `dave` out, who has the message. */
const mixed: VendorBehaviour = { fateOf: (userId) => fates[userId] ?? 'accepted' };
const statuses = people.map(
  (userId) => ({ bob: 'failed', dave: 'unconfirmed' })[userId as string] ?? 'accepted',
);

export const recipients = chatFamily('recipients', {
  'of a list, everybody is in exactly one list of the receipt, in the order of the input': async (trial) => {
    const started = await trial.start(mixed);
    const { receipt } = await started.send(people);
    const facts = assertEverybodyListed(receipt, people);
    assertTrue(started, facts);
    assert.deepEqual(
      people.map((userId) => factOf(facts, userId).status),
      statuses,
    );
    assert.equal(factOf(facts, 'bob').problem?.code, 'recipient_not_found');
  },

  'of a stream, everybody has exactly one outcome, with their place in the input': async (trial) => {
    for (const isAsync of [false, true]) {
      const started = await trial.start({ ...mixed, maxItems: 3 });
      const outcomes = await started.deliver(isAsync ? later(people) : people);
      const facts = assertEverybodyStreamed(outcomes, people);
      assertTrue(started, facts);
      assert.deepEqual(
        people.map((userId) => factOf(facts, userId).status),
        statuses,
      );
    }
  },

  'of a long list nobody is lost': async (trial) => {
    const started = await trial.start();
    const to = crowd(250);
    const { receipt } = await started.send(to);
    assertTrue(started, assertEverybodyListed(receipt, to));
    assert.equal(receipt.accepted.length, to.length, 'not everybody was accepted');
  },

  'of a long stream nobody is lost': async (trial) => {
    const started = await trial.start({ maxItems: 7 });
    const to = crowd(250);
    const facts = assertEverybodyStreamed(await started.deliver(later(to)), to);
    assertTrue(started, facts);
    assert.ok(
      facts.every(({ status }) => status === 'accepted'),
      'not everybody was accepted',
    );
  },

  'who stands twice in a list gets the message once, and has their first place': async (trial) => {
    const started = await trial.start();
    const to = ['carol', 'ann', 'carol', 'bob', 'ann', 'carol'];
    const { receipt } = await started.send(to);
    assertTrue(started, assertEverybodyListed(receipt, to));
  },

  'a single recipient may stand alone': async (trial) => {
    const started = await trial.start();
    const { receipt } = await started.send('ann');
    assertTrue(started, assertEverybodyListed(receipt, ['ann']));
    assert.equal(receipt.accepted.length, 1, 'ann was not accepted');
  },

  'the message arrives as it was given': async (trial) => {
    const started = await trial.start();
    const message = { from: 'ops', content: { type: 'text', text: 'Grüße 漢字 😀' } } as const;
    await started.send(people, undefined, message);
    for (const { text } of started.posted('send')) assert.equal(text, message.content.text);
    for (const { from } of started.posted('send')) assert.ok(from, 'a message arrives without its sender');
  },
});

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

import assert from 'node:assert/strict';
import { chatFamily } from '../chat-check.ts';
import { people } from '../people.ts';

export const ways = chatFamily('ways', {
  'via names the chat that carried the message': async (trial) => {
    const started = await trial.start({ fateOf: (userId) => (userId === 'bob' ? 'refused' : 'accepted') });
    const { receipt } = await started.send(people);
    const known = new Set([started.chat.name, ...started.vendors.map(({ name }) => name)]);
    for (const { via } of [...receipt.failed, ...receipt.unconfirmed]) {
      assert.ok(known.has(via), `via is ${JSON.stringify(via)}, which is the name of no chat`);
    }
    for (const { userId, via } of receipt.accepted) {
      const { length } = started.vendorNamed(via).inbox(started.vendorIdOf(userId));
      assert.equal(length, 1, `${userId} came by another way than ${via}`);
    }
  },

  'a recipient goes the same way again while nothing goes wrong': async (trial) => {
    const started = await trial.start({}, 'one_way');
    const viasOf = async () => {
      const { receipt } = await started.send(people);
      return receipt.accepted.map(({ userId, via }) => `${userId} through ${via}`);
    };
    const first = await viasOf();
    for (let time = 0; time < 8; time += 1) {
      assert.deepEqual(await viasOf(), first, 'somebody goes another way than before');
    }
    const alone = await Promise.all(
      people.map(async (userId) => {
        const { receipt } = await started.send([userId]);
        return `${userId} through ${receipt.accepted[0]?.via}`;
      }),
    );
    assert.deepEqual(alone, first, 'somebody goes another way alone than among others');
  },
});

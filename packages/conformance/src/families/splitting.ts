import assert from 'node:assert/strict';
import type { Chat } from '@polychat/core';
import type { ListPlan, PlannedBatch } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { text } from '../samples.ts';
import { refusal } from '../settled.ts';
import type { Trial } from '../trial.ts';

/** The most recipients that a check sends to over the wire. */
const mostRecipients = 1_200;
const longestText = 200_000;

/** Cuts a whole list as the engine does. Fails where the plan breaks the rules of cutting. */
function cut<Item, Value>(
  plan: ListPlan<Item, Value>,
  items: readonly Item[],
): readonly (PlannedBatch<Value> & { readonly first: number })[] {
  assert.ok(Number.isInteger(plan.maxItems) && plan.maxItems >= 1, 'maxItems is no number of items');
  const batches: (PlannedBatch<Value> & { readonly first: number })[] = [];
  for (let first = 0; first < items.length; ) {
    const pending = items.slice(first, first + plan.maxItems);
    const batch = plan.next(pending);
    assertBatch(batch, pending.length);
    batches.push({ ...batch, first });
    first += batch.taken;
  }
  return batches;
}

function assertBatch({ taken, refused, items, call }: PlannedBatch<unknown>, pending: number): void {
  assert.ok(Number.isInteger(taken) && taken >= 1, `takes ${taken} items`);
  assert.ok(taken <= pending, `takes ${taken} of ${pending} items`);
  const covered = [...items, ...refused].map(({ index }) => index);
  assert.deepEqual(
    covered.toSorted((one, other) => one - other),
    Array.from({ length: taken }, (_, index) => index),
    'those who were taken are not exactly those who are called or refused',
  );
  assert.deepEqual(
    items.map(({ index }) => index),
    items.map(({ index }) => index).toSorted((one, other) => one - other),
    'the call has its items in another order',
  );
  assert.equal(new Set(items.map(({ id }) => id)).size, items.length, 'two items of one call have one id');
  assert.equal(call === undefined, items.length === 0, 'a call for nobody');
  assert.equal(call?.count ?? 0, items.length, 'the call is for another number of items than it says');
  for (const { index, problem } of refused) {
    assert.equal(problem.effect, 'not_sent', `item ${index} is refused before the wire`);
  }
}

/** The positions in the whole list of what was refused. */
function refusedIn(batches: ReturnType<typeof cut>): readonly number[] {
  return batches.flatMap(({ first, refused }) => refused.map(({ index }) => first + index));
}

/** The largest number up to `max` for which something holds, of a rule that holds for all smaller ones. */
function largest(max: number, holds: (value: number) => boolean): number {
  let good = 0;
  let bad = max + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function longestId(trial: Trial, chat: Chat): number {
  return largest(256, (length) => {
    const to = trial.userId('u'.repeat(length));
    return chat.check({ from: trial.ann, to, content: text }).length === 0;
  });
}

/** How many times a character fits into a text. */
function longestOf(character: string, trial: Trial, chat: Chat, to: readonly string[]): number {
  return largest(longestText, (count) => {
    const content = { type: 'text', text: character.repeat(Math.max(1, count)) } as const;
    return chat.check({ from: trial.ann, to, content }).length === 0;
  });
}

async function assertEveryoneOnce(trial: Trial, to: readonly string[], content: string): Promise<void> {
  await trial.addUsers(trial.ann, ...to);
  const receipt = await trial
    .chat()
    .sendDirect({ from: trial.ann, to, content: { type: 'text', text: content } });
  assert.deepEqual(
    receipt.accepted.map(({ userId }) => userId),
    to,
    'somebody whom the vendor knows was not accepted',
  );
  for (const userId of to) {
    assert.equal((await trial.inbox(userId)).received.length, 1, `${userId} did not get exactly one message`);
  }
}

/** Lists are cut into calls that the vendor takes, and nobody is lost or added on the way. */
export const splitting = family('splitting', {
  'every recipient is in exactly one call or refused, in the order of the input': (trial) => {
    const message = { from: trial.ann, content: text };
    const planFor = (count: number) => trial.planDirect(message, trial.context(count));
    for (const count of [1, 2, 3, 1_000]) {
      const to = trial.crowd(count);
      assert.deepEqual(refusedIn(cut(planFor(count), to)), [], 'somebody is refused');
      // An id that nobody can have, at the front, in the middle and at the end.
      for (const at of new Set([0, Math.floor(count / 2), count - 1])) {
        const refused = refusedIn(cut(planFor(count), to.with(at, '')));
        assert.deepEqual(refused, [at], 'an empty user id is not refused, or somebody else is');
      }
    }
  },

  'a stream of recipients, whose number nobody knows, is cut as well': (trial) => {
    const message = { from: trial.ann, content: text };
    const refused = refusedIn(
      cut(trial.planDirect(message, trial.context('unknown')), trial.crowd(1_000).with(7, '')),
    );
    assert.deepEqual(refused, [7], 'an empty user id is not refused, or somebody else is');
  },

  'every user to register is in exactly one call or refused, in the order of the input': (trial) => {
    trial.needs(trial.adapter.plan.users, 'no registration');
    for (const count of [1, 2, 1_000]) {
      const users = trial.crowd(count).map((userId) => ({ userId }));
      const planFor = () => trial.planUsers(trial.context(count));
      assert.deepEqual(refusedIn(cut(planFor(), users)), [], 'somebody is refused');
      const refused = refusedIn(cut(planFor(), users.with(count - 1, { userId: '' })));
      assert.deepEqual(refused, [count - 1]);
    }
  },

  'one bad id does not move the others to other calls': (trial) => {
    const message = { from: trial.ann, content: text };
    const plan = trial.planDirect(message);
    const to = trial.crowd(Math.min(3 * plan.maxItems, 20_000));
    const ends = (ids: readonly string[]) => cut(trial.planDirect(message), ids).map(({ taken }) => taken);
    const good = ends(to);
    // Where bytes decide, a shorter id may make place for another one.
    if (good[0] !== plan.maxItems) return;
    assert.deepEqual(ends(to.with(0, '')), good);
  },

  'more recipients than fit into one call all get the message, once': async (trial) => {
    const { maxItems } = trial.planDirect({ from: trial.ann, content: text });
    const count = Math.min(mostRecipients, Math.max(3, Math.ceil(maxItems * 1.3)));
    await assertEveryoneOnce(trial, trial.crowd(count), 'short');
  },

  'long texts and long ids make calls of fewer recipients that the vendor takes': async (trial) => {
    const chat = trial.chat();
    const { maxItems } = trial.planDirect({ from: trial.ann, content: text });
    const to = trial.crowd(Math.min(mostRecipients, Math.max(3, maxItems + 1)), longestId(trial, chat));
    const length = longestOf('x', trial, chat, to);
    await assertEveryoneOnce(trial, to, 'x'.repeat(Math.ceil(length / 2)));
  },

  'the longest text arrives, and one that is longer is refused with the limit': async (trial) => {
    const chat = trial.chat();
    const length = longestId(trial, chat);
    // Characters of one byte, of three and four, and such that JSON escapes.
    for (const [index, character] of ['x', '漢', '😀', '"', '\u0001'].entries()) {
      const to = trial.crowd(3, length, String(index));
      const count = longestOf(character, trial, chat, to);
      assert.ok(count > 0, `no text of ${JSON.stringify(character)} is taken, however short`);
      await assertEveryoneOnce(trial, to, character.repeat(count));
      if (count === longestText) continue;
      const before = await trial.requestCount();
      const content = { type: 'text', text: character.repeat(count + 1) } as const;
      const error = await refusal(
        chat.sendDirect({ from: trial.ann, to, content }),
        'a text that is too long',
      );
      assert.deepEqual([error.code, error.effect], ['message_too_large', 'not_sent']);
      assert.match(String(error.field), /^content\b/);
      assert.ok(error.limit?.max !== undefined, 'the problem does not say which limit was broken');
      assert.equal(await trial.requestCount(), before, 'a text that is too long has left all the same');
    }
  },

  'more users than fit into one call are all registered': async (trial) => {
    trial.needs(trial.adapter.plan.users, 'no registration');
    const { maxItems } = trial.planUsers();
    const users = trial.crowd(Math.min(mostRecipients, Math.ceil(maxItems * 1.3) + 1)).map((userId) => ({
      userId,
    }));
    const receipt = await trial.chat().registerUsers([...users, { userId: trial.bob }]);
    assert.equal(receipt.accepted.length, users.length + 1);
    for (const { userId } of users) {
      assert.ok(await trial.double.knowsUser(userId), `${userId} was accepted and is not known`);
    }
  },
});

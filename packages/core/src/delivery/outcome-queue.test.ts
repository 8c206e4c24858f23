import { describe, expect, test } from 'vitest';
import type { RecipientOutcome } from '../model/outcome.ts';
import { OutcomeQueue } from './outcome-queue.ts';

const outcomes = (...userIds: readonly string[]): readonly RecipientOutcome[] =>
  userIds.map((userId, index) => ({ userId, index, status: 'accepted', via: 'plain' }));
const turns = () => new Promise((resolve) => setImmediate(resolve));

/** Whether a promise has settled by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await turns();
  return done;
}

describe('OutcomeQueue', () => {
  test('hands on what was put, in its order, until it is closed', async () => {
    const queue = new OutcomeQueue<RecipientOutcome>(2);
    queue.put(outcomes('a'));
    const reading = (async () => {
      const read: string[] = [];
      for await (const batch of queue) read.push(...batch.map(({ userId }) => userId));
      return read;
    })();
    await turns();
    queue.put(outcomes('b', 'c'));
    queue.put(outcomes('d'));
    queue.close();
    expect(await reading).toEqual(['a', 'b', 'c', 'd']);
  });

  test('there is capacity below the bound, counting what is under way and what is unread', async () => {
    const queue = new OutcomeQueue<RecipientOutcome>(2);
    expect(await isDone(queue.capacity())).toBe(true);
    queue.started();
    expect(await isDone(queue.capacity())).toBe(true);
    queue.started();
    const capacity = queue.capacity();
    expect(await isDone(capacity)).toBe(false);
    // A call that has ended gives its place to its outcomes.
    queue.put(outcomes('a'));
    queue.ended();
    expect(await isDone(capacity)).toBe(false);
    await queue[Symbol.asyncIterator]().next();
    expect(await isDone(capacity)).toBe(true);
  });

  test('a call that ends without outcomes frees its place', async () => {
    const queue = new OutcomeQueue<RecipientOutcome>(1);
    queue.started();
    const capacity = queue.capacity();
    queue.ended();
    expect(await isDone(capacity)).toBe(true);
  });

  test('when nobody reads any more there is always capacity, and nothing is kept', async () => {
    const queue = new OutcomeQueue<RecipientOutcome>(1);
    queue.started();
    const capacity = queue.capacity();
    queue.discard();
    expect(await isDone(capacity)).toBe(true);
    queue.put(outcomes('a'));
    queue.close();
    expect((await queue[Symbol.asyncIterator]().next()).done).toBe(true);
  });

  test('of several who bring outcomes only as many get in as there is capacity for, in their turn', async () => {
    const queue = new OutcomeQueue<RecipientOutcome>(2);
    const done: string[] = [];
    const putting = ['a', 'b', 'c', 'd'].map(async (userId) => {
      const isRead = await queue.putInTurn(outcomes(userId));
      done.push(`${userId} ${isRead}`);
    });
    await turns();
    expect(done).toEqual(['a true', 'b true']);
    await queue[Symbol.asyncIterator]().next();
    await turns();
    expect(done).toEqual(['a true', 'b true', 'c true']);
    expect(queue.discard().flat()).toMatchObject([{ userId: 'b' }, { userId: 'c' }]);
    await Promise.all(putting);
    expect(done.at(-1)).toBe('d false');
  });
});

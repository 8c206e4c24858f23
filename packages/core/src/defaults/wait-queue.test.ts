import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PacedCost } from '../ports/pacer.ts';
import { calls, of } from '../testing/pacing.ts';
import { earliest, queueNameOf, type Waiter, WaitQueue } from './wait-queue.ts';

const cost = (name: string, units: number): PacedCost => ({
  ...of({ ...calls, name }, units),
  counter: name,
});
const waiter = (sendId: string, ...costs: readonly PacedCost[]): Waiter => ({ sendId, costs, end: () => {} });

/** Numbers of turns, as a scope gives them to all its queues. */
function numbers(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

/** A queue with these waiting calls, and the order in which they are served. */
function served(waiters: readonly Waiter[]): readonly Waiter[] {
  const queue = new WaitQueue(waiters[0]?.costs ?? [], numbers());
  for (const each of waiters) queue.add(each);
  const order: Waiter[] = [];
  for (let first = queue.first; first; first = queue.first) {
    order.push(first);
    queue.shift();
  }
  return order;
}

describe('a wait queue', () => {
  test('serves the calls of one send in the order in which they came', () => {
    const waiters = [1, 2, 3].map(() => waiter('one', cost('calls', 1)));
    expect(served(waiters)).toEqual(waiters);
  });

  test('lets sends take turns, one call each', () => {
    const bulk = [1, 2, 3, 4].map(() => waiter('bulk', cost('calls', 1)));
    const [other, another] = [waiter('other', cost('calls', 1)), waiter('another', cost('calls', 1))];
    expect(served([...bulk, other, another])).toEqual([bulk[0], other, another, bulk[1], bulk[2], bulk[3]]);
  });

  test('a send that is served again and again does not hold up one that waits, nor the other way round', () => {
    const queue = new WaitQueue([cost('calls', 1)], numbers());
    const bulk = waiter('bulk', cost('calls', 1));
    queue.add(bulk);
    queue.add(waiter('bulk', cost('calls', 1)));
    const order: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      queue.add(waiter(`single ${turn}`, cost('calls', 1)));
      order.push(queue.first?.sendId ?? '');
      queue.shift();
    }
    expect(order).toEqual(['bulk', 'single 0', 'bulk', 'single 1', 'single 2', 'single 3']);
  });

  test('a call that waits no more leaves, and the turn of its send stays', () => {
    const queue = new WaitQueue([cost('calls', 1)], numbers());
    const [first, second] = [waiter('a', cost('calls', 1)), waiter('a', cost('calls', 1))];
    const other = waiter('b', cost('calls', 1));
    for (const each of [first, second, other]) queue.add(each);
    queue.delete(first);
    queue.delete(first);
    expect(queue.first).toBe(second);
    queue.delete(second);
    expect(queue.first).toBe(other);
    queue.delete(other);
    expect(queue.first).toBeUndefined();
    expect(queue.turn).toBe(Number.POSITIVE_INFINITY);
  });

  test('names its calls in the order in which it will serve them', () => {
    const waiters = ['bulk', 'bulk', 'other', 'bulk', 'another', 'other'].map((name) =>
      waiter(name, cost('calls', 1)),
    );
    const queue = new WaitQueue(waiters[0]?.costs ?? [], numbers());
    for (const each of waiters) queue.add(each);
    expect([...queue.inTurn()]).toEqual(served(waiters));
    expect(queue.sends).toBe(3);
    expect([...new WaitQueue([], numbers()).inTurn()]).toEqual([]);
  });

  test('a call that is served before its turn is its send’s turn', () => {
    const queue = new WaitQueue([cost('calls', 1)], numbers());
    const [first, second] = [waiter('a', cost('calls', 1)), waiter('a', cost('calls', 2))];
    const other = waiter('b', cost('calls', 1));
    for (const each of [first, second, other]) queue.add(each);
    queue.serve(second);
    expect([...queue.inTurn()]).toEqual([other, first]);
    queue.serve(other);
    queue.serve(other);
    expect([...queue.inTurn()]).toEqual([first]);
    expect(queue.sends).toBe(1);
  });

  test('counts the units whose turn comes before a new call of a send', () => {
    const queue = new WaitQueue([cost('calls', 1), cost('recipients', 100)], numbers());
    for (const units of [100, 30, 20]) queue.add(waiter('bulk', cost('calls', 1), cost('recipients', units)));
    queue.add(waiter('other', cost('calls', 1), cost('recipients', 7)));
    expect(queue.counters).toEqual(['calls', 'recipients']);
    // One of the bulk's and the other's.
    expect(queue.unitsAhead('recipients', 'new')).toBe(107);
    expect(queue.unitsAhead('calls', 'new')).toBe(2);
    // Its own, and two of the bulk's.
    expect(queue.unitsAhead('recipients', 'other')).toBe(137);
    expect(queue.unitsAhead('recipients', 'bulk')).toBe(157);
    expect(queue.unitsAhead('unknown', 'new')).toBe(0);
  });

  test('knows whose turn it is and what is ahead of whom, whatever comes and goes', () => {
    const sends = ['a', 'b', 'c', 'd'];
    const step = fc.record({
      act: fc.constantFrom('add', 'add', 'add', 'shift', 'serve', 'delete'),
      send: fc.constantFrom(...sends),
      units: fc.integer({ min: 1, max: 100 }),
      which: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const queue = new WaitQueue([cost('calls', 1)], numbers());
        /** The sends in turn, each with its calls. */
        let turns: { send: string; waiters: Waiter[] }[] = [];
        for (const { act, send, units, which } of steps) {
          const turn = turns.find((each) => each.send === send);
          if (act === 'add') {
            const added = waiter(send, cost('calls', units));
            queue.add(added);
            if (turn) turn.waiters.push(added);
            else turns.push({ send, waiters: [added] });
          } else {
            const from = act === 'shift' ? turns[0] : turn;
            const gone = from?.waiters[act === 'shift' ? 0 : which % from.waiters.length];
            if (act === 'shift') queue.shift();
            else if (gone) queue[act](gone);
            if (from) from.waiters = from.waiters.filter((each) => each !== gone);
            if (from && act !== 'delete') turns = [...turns.filter((each) => each !== from), from];
            turns = turns.filter(({ waiters }) => waiters.length > 0);
          }
          expect(queue.first).toBe(turns[0]?.waiters[0]);
          expect(queue.sends).toBe(turns.length);
          for (const name of [...sends, 'new']) {
            const rounds = (turns.find((each) => each.send === name)?.waiters.length ?? 0) + 1;
            const ahead = turns.flatMap(({ waiters }) => waiters.slice(0, rounds));
            const expected = ahead.reduce((sum, { costs }) => sum + (costs[0]?.units ?? 0), 0);
            expect(queue.unitsAhead('calls', name)).toBe(expected);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('calls with the same counters share a queue', () => {
  expect(queueNameOf([cost('a', 1), cost('b', 2)])).toBe(queueNameOf([cost('a', 3), cost('b', 4)]));
  expect(queueNameOf([cost('a', 1)])).not.toBe(queueNameOf([cost('a', 1), cost('b', 1)]));
});

test('the earliest queue is the one whose turn came first', () => {
  const takeNumber = numbers();
  const queues = ['a', 'b', 'c'].map((name) => new WaitQueue([cost(name, 1)], takeNumber));
  for (const queue of [queues[1], queues[2], queues[0]]) queue?.add(waiter('send', cost('calls', 1)));
  expect(earliest([new WaitQueue([], takeNumber), ...queues])).toBe(queues[1]);
  expect(earliest([])).toBeUndefined();
});

import { expect, test } from 'vitest';
import { withMembers } from './with-members.ts';

class Counter {
  readonly name: string = 'counter';
  #count = 0;

  next(): number {
    this.#count += 1;
    return this.#count;
  }
}

test('an object with other members keeps its own methods and what they hide', () => {
  const counter = new Counter();
  const other = withMembers(counter, { name: 'another' });
  expect([other.name, other.next(), other.next(), counter.next()]).toEqual(['another', 1, 2, 3]);
  expect(counter.name).toBe('counter');
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { BoundedList } from './bounded-list.ts';

test('keeps the newest, in order, through many turns', () => {
  const list = new BoundedList<number>(100);
  for (let index = 0; index < 10_000; index += 1) list.push(index);
  expect(list.size).toBe(100);
  expect(list.oldest()).toBe(9900);
  expect(list.toArray()).toEqual(Array.from({ length: 100 }, (_, index) => 9900 + index));
  expect([...list]).toEqual(list.toArray());
});

test('gives up its oldest, and nothing when it is empty', () => {
  const list = new BoundedList<string>();
  list.push('a');
  list.push('b');
  expect([list.shift(), list.shift(), list.shift()]).toEqual(['a', 'b', undefined]);
  list.push('c');
  list.clear();
  expect(list.size).toBe(0);
});

test('holds on to nothing that it gave up', async () => {
  const list = new BoundedList<object>(1);
  const references = Array.from({ length: 20 }, () => {
    const item = {};
    list.push(item);
    return new WeakRef(item);
  });
  // Weak references hold until the turn of the loop ends.
  await new Promise((resolve) => setTimeout(resolve, 0));
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  expect(references.filter((reference) => reference.deref() !== undefined)).toHaveLength(1);
});

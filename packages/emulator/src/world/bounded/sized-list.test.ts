import { expect, test } from 'vitest';
import { SizedList } from './sized-list.ts';

const item = (name: string) => ({ name });
const names = (list: SizedList<{ name: string }>) => list.toArray().map(({ name }) => name);

test('keeps the newest items: no more than so many', () => {
  const list = new SizedList<{ name: string }>(2, 1000);
  for (const name of ['a', 'b', 'c']) list.push(item(name), 1);
  expect([names(list), list.size, list.bytes]).toEqual([['b', 'c'], 2, 2]);
});

test('keeps no more than so many bytes, and gives up as many old items as it must', () => {
  const list = new SizedList<{ name: string }>(100, 10);
  for (const name of ['a', 'b', 'c', 'd']) list.push(item(name), 3);
  expect([names(list), list.bytes]).toEqual([['b', 'c', 'd'], 9]);
  list.push(item('e'), 7);
  expect([names(list), list.bytes]).toEqual([['d', 'e'], 10]);
});

test('always keeps the newest item, however large it is', () => {
  const list = new SizedList<{ name: string }>(100, 10);
  list.push(item('a'), 1);
  list.push(item('b'), 11);
  expect(names(list)).toEqual(['b']);
  list.push(item('c'), 1);
  expect([names(list), list.bytes]).toEqual([['c'], 1]);
});

test('an item that grows drops older ones, and one that is gone does not come back', () => {
  const list = new SizedList<{ name: string }>(100, 10);
  const [a, b] = [item('a'), item('b')];
  list.push(a, 2);
  list.push(b, 2);
  list.resize(b, 9);
  expect([names(list), list.bytes]).toEqual([['b'], 9]);
  list.resize(a, 5);
  expect([names(list), list.bytes]).toEqual([['b'], 9]);
  list.clear();
  list.resize(b, 5);
  expect([names(list), list.bytes]).toEqual([[], 0]);
});

import { expect, test } from 'vitest';
import { stableHash, stableId, stableShare } from './stable-hash.ts';

// The vectors that implementations of MurmurHash3 (x86, 32 bits) are checked by.
test.each([
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['a', 0x9747b28c, 0x7fa09ea6],
  ['aa', 0x9747b28c, 0x5d211726],
  ['aaa', 0x9747b28c, 0x283e0130],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['ab', 0x9747b28c, 0x74875592],
  ['abc', 0x9747b28c, 0xc84a62dd],
  ['abcd', 0x9747b28c, 0xf0478627],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
])('the hash of %j with the seed %i is %i', (text, seed, hash) => {
  expect(stableHash(text, seed)).toBe(hash);
});

test('shares are spread evenly: of 10,000 ids, each tenth has 900 to 1,100', () => {
  const tenths = new Array<number>(10).fill(0);
  for (let at = 0; at < 10_000; at += 1) {
    const tenth = Math.floor(stableShare(`user-${at}`) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) {
    expect(count).toBeGreaterThan(900);
    expect(count).toBeLessThan(1_100);
  }
});

test('an id of 128 bits is 32 hexadecimal digits, and another for another string', () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => stableId(`key-${at}`));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(1_000);
});

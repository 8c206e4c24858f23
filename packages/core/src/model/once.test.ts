import { expect, test } from 'vitest';
import { once } from './once.ts';

test('a value is made at its first use, and never again', () => {
  let made = 0;
  const value = once(() => {
    made += 1;
    return { made };
  });
  expect(made).toBe(0);
  expect([value(), value()]).toEqual([{ made: 1 }, { made: 1 }]);
  expect(value()).toBe(value());
});

test('what is undefined is made once, too', () => {
  let made = 0;
  const value = once(() => {
    made += 1;
  });
  value();
  value();
  expect(made).toBe(1);
});

import { expect, test } from 'vitest';
import { leafVariants } from './leaf-variants.ts';

test('each string, number and boolean is changed and left out by itself, and a number is set to zero', () => {
  const value = { type: 'image', url: 'u', large: { width: 5 }, flags: [true], data: new Uint8Array(1) };
  const { type, url, large, flags, data } = value;
  expect([...leafVariants(value)]).toEqual([
    { path: 'url', what: 'left out', value, other: { type, large, flags, data } },
    { path: 'url', what: 'changed', value, other: { ...value, url: 'u2' } },
    { path: 'large', what: 'left out', value, other: { type, url, flags, data } },
    { path: 'large.width', what: 'left out', value, other: { ...value, large: {} } },
    {
      path: 'large.width',
      what: 'zero and not left out',
      value: { ...value, large: { width: 0 } },
      other: { ...value, large: {} },
    },
    { path: 'large.width', what: 'changed', value, other: { ...value, large: { width: 6 } } },
    { path: 'flags', what: 'left out', value, other: { type, url, large, data } },
    { path: 'flags.0', what: 'changed', value, other: { ...value, flags: [false] } },
    { path: 'data', what: 'left out', value, other: { type, url, large, flags } },
  ]);
});

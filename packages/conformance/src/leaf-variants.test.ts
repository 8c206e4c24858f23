import { expect, test } from 'vitest';
import { leafVariants } from './leaf-variants.ts';

test('each string, number and boolean is changed by itself, set to zero and left out', () => {
  const value = {
    type: 'image',
    url: 'u',
    size: 5,
    large: { width: 0 },
    flags: [true],
    data: new Uint8Array(1),
  };
  const { data } = value;
  const others = { type: 'image', flags: [true], data };
  expect([...leafVariants(value)]).toEqual([
    { path: 'url', what: 'left out', value: { ...others, size: 5, large: { width: 0 } } },
    { path: 'url', what: 'changed', value: { ...value, url: 'u2' } },
    { path: 'size', what: 'left out', value: { ...others, url: 'u', large: { width: 0 } } },
    { path: 'size', what: 'changed', value: { ...value, size: 6 } },
    { path: 'size', what: 'zero', value: { ...value, size: 0 } },
    { path: 'large', what: 'left out', value: { ...others, url: 'u', size: 5 } },
    { path: 'large.width', what: 'left out', value: { ...value, large: {} } },
    { path: 'large.width', what: 'changed', value: { ...value, large: { width: 1 } } },
    {
      path: 'flags',
      what: 'left out',
      value: { type: 'image', url: 'u', size: 5, large: { width: 0 }, data },
    },
    { path: 'flags.0', what: 'changed', value: { ...value, flags: [false] } },
    {
      path: 'data',
      what: 'left out',
      value: { type: 'image', url: 'u', size: 5, large: { width: 0 }, flags: [true] },
    },
  ]);
});

import { describe, expect, test } from 'vitest';
import { hasPath, withoutPaths } from './paths.ts';

const message = { push: { title: 'a' }, vendor: { pigeon: { loft: 1, ring: 2 } }, metadata: 'm' };

describe('a path', () => {
  test.each([
    ['push', true],
    ['vendor.pigeon.loft', true],
    ['vendor.pigeon.nest', false],
    ['vendor.zebra.loft', false],
    ['metadata.length', false],
    ['timeToLive', false],
  ])('%s is in the message: %s', (path, expected) => {
    expect(hasPath(message, path)).toBe(expected);
  });
});

test('a message without some of its members is a copy', () => {
  expect(withoutPaths(message, ['push', 'vendor.pigeon.loft', 'vendor.zebra.loft'])).toEqual({
    vendor: { pigeon: { ring: 2 } },
    metadata: 'm',
  });
  expect(message.push).toEqual({ title: 'a' });
});

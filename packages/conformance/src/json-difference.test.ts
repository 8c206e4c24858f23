import { expect, test } from 'vitest';
import { differingPaths } from './json-difference.ts';

test.each([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1 }, { a: 2 }, ['.a']],
  [{ a: 1 }, {}, ['.a']],
  [{}, { a: null }, ['.a']],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }, 4] }, ['.a[1].b', '.a[2]']],
  [{ a: [] }, { a: {} }, ['.a']],
  [{ a: { b: 1 } }, { a: 'b' }, ['.a']],
  [1, 2, ['']],
])('%j and %j differ at %j', (one, other, paths) => {
  expect([...differingPaths(one, other)]).toEqual(paths);
});

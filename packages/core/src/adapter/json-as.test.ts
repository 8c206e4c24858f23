import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseJsonAs } from './json-as.ts';

const schema = z.object({ id: z.union([z.int(), z.string()]) });

test.each([
  ['an object of the right shape is read', '{"id":7}', { id: 7 }],
  ['a member that the schema does not know is left out', '{"id":7,"more":1}', { id: 7 }],
  ['null is read as undefined', 'null', undefined],
  ['an object of another shape is read as undefined', '{"id":null}', undefined],
  ['a string that is not JSON is read as undefined', '{"id":7', undefined],
  ['an empty string is read as undefined', '', undefined],
])('parseJsonAs: %s', (_title, text, expected) => {
  expect(parseJsonAs(schema, text)).toEqual(expected);
});

import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseJsonAs } from './json-as.ts';

const schema = z.object({ id: z.union([z.int(), z.string()]) });

test.each([
  ['an object of the shape', '{"id":7}', { id: 7 }],
  ['what the schema has no member for is left out', '{"id":7,"more":1}', { id: 7 }],
  ['null', 'null', undefined],
  ['another shape', '{"id":null}', undefined],
  ['no JSON', '{"id":7', undefined],
  ['an empty string', '', undefined],
])('%s', (_title, text, expected) => {
  expect(parseJsonAs(schema, text)).toEqual(expected);
});

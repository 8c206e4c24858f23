import { expect, test } from 'vitest';
import { atField, createProblem, invalidField } from './problem.ts';

test.each([
  ['a rule about the field', invalidField('to', 'must not be empty'), 'to[3]: must not be empty'],
  [
    'words that name no field',
    createProblem({ code: 'vendor_error', effect: 'not_sent', retryable: false, message: 'no call' }),
    'to[3]: no call',
  ],
  ['words that only begin alike', invalidField('t', 'o: is odd'), 'to[3]: o: is odd'],
])('%s, found at another place', (_title, problem, message) => {
  const placed = atField(problem, 'to[3]');
  expect(placed).toEqual({ ...problem, field: 'to[3]', message });
  expect(Object.isFrozen(placed)).toBe(true);
});

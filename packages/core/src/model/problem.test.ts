import { describe, expect, test } from 'vitest';
import { atField, createProblem, invalidField, whereCopiesDoNoHarm } from './problem.ts';

describe('retryable: sending again may succeed and cannot duplicate', () => {
  test.each([
    ['not_sent', true, true, true],
    ['not_sent', false, false, false],
    ['rejected', true, true, true],
    ['rejected', false, false, false],
    ['unknown', true, false, true],
    ['unknown', false, false, false],
  ] as const)(
    '%s, transient %s: %s, and %s where copies do no harm',
    (effect, transient, usual, harmless) => {
      const problem = createProblem({ code: 'network', effect, transient, message: 'm', field: 'to' });
      expect(problem).toEqual({
        code: 'network',
        effect,
        transient,
        retryable: usual,
        message: 'm',
        field: 'to',
      });
      const twice = whereCopiesDoNoHarm(problem);
      expect(twice).toEqual({ ...problem, retryable: harmless });
      expect(Object.isFrozen(twice)).toBe(true);
      expect(whereCopiesDoNoHarm(twice)).toBe(twice);
    },
  );

  test('is derived, whatever the fields say', () => {
    const fields = {
      code: 'network',
      effect: 'unknown',
      transient: true,
      retryable: true,
      message: 'm',
    } as const;
    expect(createProblem(fields).retryable).toBe(false);
  });
});

test.each([
  ['a rule about the field', invalidField('to', 'must not be empty'), 'to[3]: must not be empty'],
  [
    'words that name no field',
    createProblem({ code: 'vendor_error', effect: 'not_sent', transient: false, message: 'no call' }),
    'to[3]: no call',
  ],
  ['words that only begin alike', invalidField('t', 'o: is odd'), 'to[3]: o: is odd'],
])('%s, found at another place', (_title, problem, message) => {
  const placed = atField(problem, 'to[3]');
  expect(placed).toEqual({ ...problem, field: 'to[3]', message });
  expect(Object.isFrozen(placed)).toBe(true);
});

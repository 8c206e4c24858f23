import { expect, test } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { problemOfCode } from './code-problem.ts';

const catalogue = createCatalogue({
  groups: [
    { codes: [7], code: 'rate_limited', effect: 'rejected', transient: true },
    { codes: ['too_fast'], code: 'rate_limited', effect: 'rejected', transient: true },
    { codes: [8], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  ],
  exceptions: [
    {
      vendorCode: 7,
      position: 'recipient',
      code: 'recipient_blocked',
      effect: 'rejected',
      transient: false,
    },
  ],
});

test.each([
  [
    7,
    'call',
    'rate_limited',
    'rejected',
    true,
    'Pigeon Post refused messages with code 7: requests come too fast',
  ],
  [
    7,
    'recipient',
    'recipient_blocked',
    'rejected',
    false,
    'Pigeon Post refused a recipient of messages with code 7: the recipient does not take messages from this sender',
  ],
  [
    8,
    'call',
    'vendor_unavailable',
    'unknown',
    true,
    'Pigeon Post answered messages with code 8: the vendor has a fault of its own at the moment',
  ],
  [
    9,
    'call',
    'vendor_error',
    'unknown',
    false,
    'Pigeon Post answered messages with code 9: a lasting fault at the vendor, or one that is not documented',
  ],
  [
    'too_fast',
    'call',
    'rate_limited',
    'rejected',
    true,
    'Pigeon Post refused messages with code too_fast: requests come too fast',
  ],
] as const)('vendor code %s for a %s is %s', (vendorCode, position, code, effect, transient, message) => {
  const problem = problemOfCode(
    catalogue,
    { endpoint: 'messages', position },
    { name: 'pigeon', title: 'Pigeon Post', code: vendorCode, message: 'no', requestId: undefined },
  );
  expect(problem).toStrictEqual({
    code,
    effect,
    transient,
    retryable: transient && effect === 'rejected',
    message,
    vendor: { name: 'pigeon', code: vendorCode, message: 'no' },
  });
  expect(Object.isFrozen(problem)).toBe(true);
});

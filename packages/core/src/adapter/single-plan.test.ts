import { expect, test } from 'vitest';
import { invalidField } from '../model/problem.ts';
import { createCall } from './call.ts';
import { planSingle } from './single-plan.ts';

const callFor = (sender: string) =>
  createCall({
    endpoint: `messages/of/${sender}`,
    costs: [],
    dedupWindowMs: 0,
    visibleFields: [],
    signer: () => ({ method: 'POST', url: 'https://pigeon.example', headers: {} }),
    read: () => ({ value: 'sent' }),
  });

test('the plan holds what was found, and makes the call of its sender', () => {
  const unsupported = [{ field: 'push', reason: 'pigeons do not ring' }];
  const warnings = [{ code: 'pigeon.tired', message: 'it may rest' }] as const;
  const plan = planSingle({ sender: 'ann', problems: [], unsupported, warnings }, callFor);
  expect(plan).toMatchObject({ sender: 'ann', problems: [], unsupported, warnings });
  expect(plan.call().endpoint).toBe('messages/of/ann');
  expect(planSingle({ sender: 'ann', problems: [], unsupported: [] }, callFor).warnings).toEqual([]);
});

test.each([
  ['with a problem', { sender: 'ann', problems: [invalidField('roomId', 'must not be empty')] }],
  ['without a sender', { problems: [] }],
])('a plan %s makes no call', (_what, found) => {
  expect(() => planSingle({ ...found, unsupported: [] }, callFor).call()).toThrow(
    'a plan with problems makes no call',
  );
});

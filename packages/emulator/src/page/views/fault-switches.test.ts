import { describe, expect, test } from 'vitest';
import { faultRuleSchema } from '../../http/faults/fault-schema.ts';
import type { WaitingFault } from '../../http/faults/faults.ts';
import { describeFault, type FaultScope, faultSwitches, rulesOf, waitingFor } from './fault-switches.ts';

const anywhere: FaultScope = { vendor: '', endpoint: '', recipient: '', times: 1 };
const scopes: FaultScope[] = [
  anywhere,
  { vendor: 'zim', endpoint: 'SendPeerMessage', recipient: 'bob', times: 3 },
  { vendor: 'tencentIm', endpoint: '', recipient: 'bob', times: 1 },
];

describe.each(faultSwitches)('the switch "$title"', (faultSwitch) => {
  test.each(scopes)(
    'makes rules that the emulator takes, and finds them again, in the scope "$vendor $endpoint"',
    (scope) => {
      const rules = rulesOf(faultSwitch, scope);
      const waiting: WaitingFault[] = rules.map((rule, index) => ({
        id: index + 1,
        // As the emulator gives it back: checked, so that members may stand in another order.
        rule: faultRuleSchema.parse(rule),
        remaining: 1,
      }));
      expect(waitingFor(faultSwitch, scope, waiting)).toEqual(waiting);
      const others = faultSwitches.filter(({ id }) => id !== faultSwitch.id);
      for (const other of others) expect(waitingFor(other, scope, waiting)).toEqual([]);
    },
  );
});

test('codes of both vendors make a rule for each', () => {
  const tooFast = faultSwitches.find(({ id }) => id === 'too-fast');
  expect(tooFast && rulesOf(tooFast, anywhere)).toEqual([
    { vendor: 'zim', fault: { kind: 'code', code: 660300005 } },
    { vendor: 'tencentIm', fault: { kind: 'code', code: 60007 } },
  ]);
});

test('what needs a recipient makes no rule without one', () => {
  const omit = faultSwitches.find(({ id }) => id === 'omit');
  expect(omit && rulesOf(omit, anywhere)).toEqual([]);
});

test.each([
  { fault: { when: 'after', kind: 'silence' }, words: 'Silence, but done' },
  { fault: { kind: 'html', status: 502 }, words: '502 from a proxy' },
  { fault: { kind: 'html', status: 500 }, words: 'HTML with status 500' },
  { fault: { kind: 'code', code: 7, when: 'after' }, words: 'Code 7, but done' },
  { fault: { kind: 'code', code: 60007 }, words: 'Too fast (60007)' },
  { fault: { kind: 'delay', milliseconds: 90 }, words: 'Slow by 90 ms' },
] as const)('a fault in words is "$words"', ({ fault, words }) => expect(describeFault(fault)).toBe(words));

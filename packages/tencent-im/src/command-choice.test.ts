import { describe, expect, test } from 'vitest';
import { batchesOf, type Fields, planDirect } from './__fixtures__/support.ts';
import type { CommandChoice } from './options.ts';
import type { TencentImVendorFields } from './vendor-fields.ts';

const content = { type: 'text', text: 'Hello' } as const;
const single = 'v4/openim/sendmsg';
const batch = 'v4/openim/batchsendmsg';
const users = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);

describe('the command is chosen', () => {
  test.each<
    [
      CommandChoice | undefined,
      TencentImVendorFields | undefined,
      count: number,
      endpoint: string,
      warned: boolean,
    ]
  >([
    [undefined, undefined, 1, single, false],
    [undefined, undefined, 2, batch, true],
    ['auto', undefined, 3, batch, true],
    ['auto', { command: 'single' }, 3, single, false],
    ['auto', { command: 'batch' }, 1, batch, false],
    ['auto', { command: 'batch' }, 3, batch, false],
    ['auto', { forbidCallbacks: ['before'] }, 3, single, false],
    ['auto', { supportMessageExtension: true }, 3, single, false],
    ['auto', { supportMessageExtension: false, forbidCallbacks: [] }, 3, batch, true],
    ['single', undefined, 3, single, false],
    ['single', { command: 'auto' }, 3, batch, true],
    ['single', { command: 'batch' }, 3, batch, false],
    ['batch', undefined, 1, batch, false],
    ['batch', undefined, 3, batch, false],
    ['batch', { command: 'auto' }, 1, single, false],
    ['batch', { command: 'auto', forbidCallbacks: ['before'] }, 2, single, false],
  ])(
    '$3 by option %s and vendor fields %j, for so many recipients: %i',
    (command, tencentIm, count, endpoint, warned) => {
      const message: Fields = { content, vendor: tencentIm ? { tencentIm } : {} };
      const plan = planDirect(message, command ? { command } : {}, { items: count });
      expect(plan.problems).toEqual([]);
      expect(plan.warnings.map(({ code }) => code)).toEqual(warned ? ['webhooks_bypassed'] : []);
      const batches = batchesOf(plan, users(count));
      expect(new Set(batches.map(({ call }) => call?.endpoint))).toEqual(new Set([endpoint]));
      expect(batches).toHaveLength(endpoint === single ? count : 1);
      expect(batches.flatMap(({ warnings }) => warnings ?? [])).toEqual([]);
    },
  );

  test.each([
    [1, single, []],
    [2, batch, ['webhooks_bypassed']],
    ['unknown', batch, ['webhooks_bypassed']],
  ] as const)(
    'once for a whole send, by how many recipients it has and not by how many are left: %s',
    (items, endpoint, warnings) => {
      const plan = planDirect({ content }, {}, { items });
      expect(plan.warnings.map(({ code }) => code)).toEqual(warnings);
      expect(plan.maxItems).toBe(endpoint === single ? 1 : 500);
      const batches = [plan.next(['alice']), plan.next(['bob', 'carol']), plan.next(['dave'])];
      expect(batches.map(({ call }) => call?.endpoint)).toEqual([endpoint, endpoint, endpoint]);
      // The second of two recipients in command "single" is taken by the next call.
      expect(batches.map(({ taken }) => taken)).toEqual([1, endpoint === single ? 1 : 2, 1]);
    },
  );
});

describe('an idempotencyKey', () => {
  test.each<[CommandChoice | undefined, TencentImVendorFields | undefined, endpoint: string]>([
    [undefined, undefined, single],
    ['auto', { command: 'auto' }, single],
    ['batch', { command: 'auto' }, single],
    ['batch', undefined, batch],
    ['auto', { command: 'batch' }, batch],
  ])(
    'with option %s and vendor fields %j chooses the command that discards copies, where the caller leaves the choice',
    (command, tencentIm, endpoint) => {
      const message: Fields = { content, idempotencyKey: 'k', vendor: tencentIm ? { tencentIm } : {} };
      for (const items of [3, 'unknown'] as const) {
        const plan = planDirect(message, command ? { command } : {}, { items });
        expect(plan.warnings).toEqual([]);
        expect(batchesOf(plan, users(3))[0]?.call?.endpoint).toBe(endpoint);
      }
    },
  );
});

describe('the costs and the dedup window of a call', () => {
  test.each<[CommandChoice, string[], unknown]>([
    [
      'single',
      ['alice'],
      {
        endpoint: single,
        count: 1,
        dedupWindowMs: 100_000,
        timeoutMs: 10_000,
        costs: [{ limit: { name: `${single} calls`, capacity: 200, windowMs: 1_000 }, units: 1 }],
      },
    ],
    [
      'batch',
      ['alice', 'bob', 'carol'],
      {
        endpoint: batch,
        count: 3,
        dedupWindowMs: 0,
        timeoutMs: 10_000,
        costs: [
          { limit: { name: `${batch} calls`, capacity: 200, windowMs: 1_000 }, units: 1 },
          { limit: { name: `${batch} recipients`, capacity: 12_000, windowMs: 60_000 }, units: 3 },
        ],
      },
    ],
  ])('are those of the command %s', (command, to, expected) => {
    const [planned] = batchesOf(planDirect({ content }, { command }), to);
    expect(planned).toMatchObject({
      items: to.map((id, index) => ({ index, id })),
      unlistedMeans: 'accepted',
      call: expected,
    });
  });
});

import type { DirectMessage } from '@polychat/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  callsOf,
  createAdapter,
  createContext,
  planDirect,
  slicesOf,
  startMs,
  startSequence,
} from './__fixtures__/adapter.ts';
import type { CommandChoice } from './options.ts';
import type { TencentImVendorFields } from './vendor-fields.ts';

type Fields = Omit<DirectMessage, 'to'>;

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
  ])('%s and %j for %i', (command, tencentIm, count, endpoint, warned) => {
    const message: Fields = { content, vendor: tencentIm ? { tencentIm } : {} };
    const plan = planDirect(message, createAdapter(command ? { command } : {}));
    expect(plan.problems).toEqual([]);
    const slices = slicesOf(plan, users(count));
    expect(new Set(slices.map(({ call }) => call?.endpoint))).toEqual(new Set([endpoint]));
    expect(slices).toHaveLength(endpoint === single ? count : 1);
    expect(slices.flatMap(({ warnings }) => warnings ?? []).map(({ code }) => code)).toEqual(
      warned ? ['webhooks_bypassed'] : [],
    );
  });

  test.each([
    [['alice'], ['bob', 'carol'], [single, single]],
    [['alice', 'bob'], ['carol'], [batch, batch]],
  ])('once for a whole send: %j, then %j', (first, second, endpoints) => {
    const plan = planDirect({ content });
    const slices = [plan.next(first), plan.next(second)];
    expect(slices.map(({ call }) => call?.endpoint)).toEqual(endpoints);
    // The second of two recipients in command "single" is taken by the next call.
    expect(slices[1]?.taken).toBe(1);
  });
});

describe('what a call costs and guarantees', () => {
  test.each<[CommandChoice, string[], unknown]>([
    [
      'single',
      ['alice'],
      {
        endpoint: single,
        recipients: ['alice'],
        dedupWindowMs: 100_000,
        unlistedMeans: 'accepted',
        costs: [{ limit: { name: `${single} calls`, capacity: 200, windowMs: 1_000 }, units: 1 }],
      },
    ],
    [
      'batch',
      ['alice', 'bob', 'carol'],
      {
        endpoint: batch,
        recipients: ['alice', 'bob', 'carol'],
        dedupWindowMs: 0,
        unlistedMeans: 'accepted',
        costs: [
          { limit: { name: `${batch} calls`, capacity: 200, windowMs: 1_000 }, units: 1 },
          { limit: { name: `${batch} recipients`, capacity: 12_000, windowMs: 60_000 }, units: 3 },
        ],
      },
    ],
  ])('%s', (command, to, expected) => {
    expect(callsOf({ content }, to, { command })).toMatchObject([expected]);
  });
});

describe('bad recipients', () => {
  test('are refused where they stand, and the others are sent', () => {
    const [slice] = slicesOf(planDirect({ content }), ['alice', 'x'.repeat(33), 'bob', '名', '']);
    expect(slice?.taken).toBe(5);
    expect(slice?.call?.recipients).toEqual(['alice', 'bob']);
    expect(slice?.refused).toEqual([
      {
        userId: 'x'.repeat(33),
        problem: expect.objectContaining({
          code: 'invalid_message',
          field: 'to',
          limit: { max: 32, unit: 'bytes', actual: 33 },
        }),
      },
      { userId: '名', problem: expect.objectContaining({ code: 'invalid_message', field: 'to' }) },
      { userId: '', problem: expect.objectContaining({ code: 'invalid_message', field: 'to' }) },
    ]);
  });

  test.each<CommandChoice>(['single', 'batch'])('make no call where there is nobody else: %s', (command) => {
    const [slice] = slicesOf(planDirect({ content }, createAdapter({ command })), ['名']);
    expect(slice).toMatchObject({ taken: 1, refused: [{ userId: '名' }] });
    expect(slice).not.toHaveProperty('call');
  });
});

describe('a batch is cut', () => {
  test.each([
    [500, [500]],
    [501, [500, 1]],
    [1_250, [500, 500, 250]],
  ])('%i recipients by count', (count, sizes) => {
    const calls = callsOf({ content }, users(count), { command: 'batch' });
    expect(calls.map(({ recipients }) => recipients.length)).toEqual(sizes);
  });

  test('by position, so that one bad id changes one call', () => {
    const good = users(1_200);
    const bad = good.with(3, '名'.repeat(40));
    const cut = (to: string[]) =>
      callsOf({ content }, to, { command: 'batch' }).map(({ recipients }) => recipients);
    const [first, ...others] = cut(bad);
    expect(first).toEqual(good.slice(0, 500).toSpliced(3, 1));
    expect(others).toEqual(cut(good).slice(1));
  });

  test('by bytes too, as close to the limit as it gets', () => {
    const text = '名'.repeat(3_000);
    const to = users(400).map((userId) => userId.padEnd(32, '.'));
    const calls = callsOf({ content: { type: 'text', text } }, to, { command: 'batch' });
    const bytes = calls.map((call) => new TextEncoder().encode(call.body()).length);
    expect(calls.length).toBeGreaterThan(4);
    for (const size of bytes) expect(size).toBeLessThanOrEqual(12_000);
    // Another id takes 35 bytes; the identity may be up to 18 digits shorter than was counted.
    for (const size of bytes.slice(0, -1)) expect(size).toBeGreaterThan(12_000 - 35 - 18);
    expect(calls.flatMap(({ recipients }) => recipients)).toEqual(to);
  });

  test('so that nobody is lost and no body is too large, whatever the ids and the text', () => {
    const ids = fc.uniqueArray(fc.string({ unit: 'binary-ascii', maxLength: 40 }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(ids, fc.string({ maxLength: 500 }), fc.nat({ max: 1_200 }), (to, text, room) => {
        const adapter = createAdapter({ command: 'batch', maxBodyBytes: 400 + room });
        const plan = planDirect({ content: { type: 'text', text: `x${text}` } }, adapter);
        if (plan.problems.length > 0) return;
        const slices = slicesOf(plan, to);
        const seen = slices.flatMap(({ refused, call }) => [
          ...refused.map(({ userId }) => userId),
          ...(call?.recipients ?? []),
        ]);
        expect(seen.toSorted()).toEqual(to.toSorted());
        for (const { call } of slices) {
          if (call) expect(new TextEncoder().encode(call.body()).length).toBeLessThanOrEqual(400 + room);
        }
      }),
    );
  });
});

describe('a message that is too large', () => {
  /** The most bytes of plain text that fit, by trying. */
  function mostText(command: CommandChoice, maxBodyBytes?: number): number {
    let [fits, breaks] = [1, 20_000];
    while (breaks - fits > 1) {
      const middle = Math.floor((fits + breaks) / 2);
      const message: Fields = { content: { type: 'text', text: 'x'.repeat(middle) } };
      const adapter = createAdapter(maxBodyBytes === undefined ? { command } : { command, maxBodyBytes });
      if (planDirect(message, adapter).problems.length === 0) fits = middle;
      else breaks = middle;
    }
    return fits;
  }

  const widest = '"'.repeat(32);

  test.each<CommandChoice>(['single', 'batch', 'auto'])(
    'is found before the wire, for every recipient alike: %s',
    (command) => {
      const most = mostText(command);
      const text = 'x'.repeat(most);
      const { problems } = planDirect(
        { content: { type: 'text', text: `${text}x` } },
        createAdapter({ command }),
      );
      expect(problems).toEqual([
        {
          code: 'message_too_large',
          effect: 'not_sent',
          retryable: false,
          message: 'content.text: makes a request body of up to 12001 bytes, where Tencent IM takes 12000',
          field: 'content.text',
          limit: { max: 12_000, unit: 'bytes', actual: 12_001 },
        },
      ]);
      // The longest recipient and the longest numbers fit just so.
      const late = { now: () => 2 ** 32 - 1, random: () => 2 ** 32 - 1 };
      const plan = planDirect({ content: { type: 'text', text } }, createAdapter({ command }), late);
      const { call } = plan.next(command === 'auto' ? [widest, 'bob'] : [widest]);
      expect(call?.recipients).toEqual([widest]);
      expect(call?.body()).toHaveLength(12_000);
    },
  );

  test('counts bytes, not characters', () => {
    const problemsOf = (text: string) => planDirect({ content: { type: 'text', text } }).problems;
    const most = mostText('auto');
    expect(problemsOf('👋'.repeat(Math.floor(most / 4)))).toEqual([]);
    expect(problemsOf('👋'.repeat(Math.floor(most / 4) + 1))).toMatchObject([{ code: 'message_too_large' }]);
    expect(problemsOf('名'.repeat(Math.floor(most / 3) + 1))).toMatchObject([{ code: 'message_too_large' }]);
  });

  test('may be larger where the vendor has raised the limit', () => {
    expect(mostText('auto', 14_000) - mostText('auto')).toBe(2_000);
  });

  test.each<[Fields, field: string]>([
    [{ content: { type: 'custom', data: 'x'.repeat(12_000) } }, 'content'],
    [{ content, metadata: 'x'.repeat(12_000) }, 'metadata'],
    [{ content, push: { title: 'x', body: 'x'.repeat(12_000) } }, 'push'],
  ])('names the field that takes the most room', (message, field) => {
    expect(planDirect(message).problems).toMatchObject([{ code: 'message_too_large', field }]);
  });
});

describe('identity', () => {
  const identityOf = (call: Parameters<typeof bodyOf>[0]) => {
    const { MsgSeq, MsgRandom } = bodyOf(call);
    return [MsgSeq, MsgRandom];
  };

  test('without a key: MsgSeq rises from the clock, MsgRandom is random', () => {
    const calls = callsOf({ content }, users(3), { command: 'single' });
    expect(calls.map(identityOf)).toEqual([
      [startSequence, 1],
      [startSequence + 1, 2],
      [startSequence + 2, 3],
    ]);
  });

  test('without a key: MsgSeq rises across the sends of an adapter', () => {
    const adapter = createAdapter();
    const context = createContext();
    const [first] = slicesOf(planDirect({ content }, adapter, context), ['alice']);
    const [second] = slicesOf(planDirect({ content }, adapter, context), ['alice', 'bob']);
    expect([identityOf(first?.call), identityOf(second?.call)]).toEqual([
      [startSequence, 1],
      [startSequence + 1, 2],
    ]);
  });

  const keyed: Fields = { content, idempotencyKey: 'order-17' };
  const identitiesOf = (message: Fields, to: string[], options = {}) =>
    callsOf(message, to, options).map(identityOf);

  test('with a key: the same in another adapter, at another time', () => {
    const later = createContext(startMs + 5_000);
    const [slice] = slicesOf(planDirect(keyed, createAdapter(), later), ['alice']);
    expect([identityOf(slice?.call)]).toEqual(identitiesOf(keyed, ['alice']));
    // printf '["direct","order-17","1400000000","administrator","alice"]' | sha256sum
    expect(identitiesOf(keyed, ['alice'])).toEqual([[1027277929, 57703078]]);
  });

  test('with a key: the administrator is the sender where none is named', () => {
    expect(identitiesOf({ ...keyed, from: 'administrator' }, ['alice'])).toEqual(
      identitiesOf(keyed, ['alice']),
    );
  });

  test.each<[name: string, Fields, string[], object]>([
    ['key', { ...keyed, idempotencyKey: 'order-18' }, ['alice'], {}],
    ['sender', { ...keyed, from: 'ops' }, ['alice'], {}],
    ['recipient', keyed, ['bob'], {}],
    ['app', keyed, ['alice'], { sdkAppId: 1_400_000_001 }],
  ])('with a key: another for another %s', (_name, message, to, options) => {
    expect(identitiesOf(message, to, options)).not.toEqual(identitiesOf(keyed, ['alice']));
  });

  test('with a key: one for each recipient of single calls, one for the recipients of a batch', () => {
    const singles = identitiesOf(keyed, ['alice', 'bob'], { command: 'single' });
    expect(new Set(singles.map(String)).size).toBe(2);
    const [together] = identitiesOf(keyed, ['alice', 'bob']);
    expect(singles).not.toContainEqual(together);
    expect(identitiesOf(keyed, ['bob', 'alice'])).toEqual([together]);
    expect(identitiesOf(keyed, ['alice', 'carol'])).not.toEqual([together]);
  });
});

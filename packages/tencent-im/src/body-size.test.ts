import type { PlannedBatch, VendorCall } from '@polychat/core/adapter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchesOf,
  bodyOf,
  directCalls,
  directMessage,
  type Fields,
  planDirect,
  present,
  requestOf,
} from './__fixtures__/support.ts';
import { isSurelySmall, longestUserId } from './body-size.ts';
import type { CommandChoice } from './options.ts';
import type { TencentImVendorFields } from './vendor-fields.ts';

const content = { type: 'text', text: 'Hello' } as const;
const users = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);
const recipientsOf = ({ items }: PlannedBatch<unknown>) => items.map(({ id }) => id);
const bytesOf = (call: VendorCall<unknown>) => new TextEncoder().encode(bodyOf(call)).length;

describe('a batch is cut', () => {
  test.each([
    [500, [500]],
    [501, [500, 1]],
    [1_250, [500, 500, 250]],
  ])('%i recipients by count', (count, sizes) => {
    const calls = directCalls({ content }, users(count), { command: 'batch' });
    expect(calls.map((call) => call.count)).toEqual(sizes);
  });

  test('by position, so that one bad id changes one call', () => {
    const good = users(1_200);
    const bad = good.with(3, '名'.repeat(40));
    const cut = (to: string[]) => batchesOf(planDirect({ content }), to).map(recipientsOf);
    const [first, ...others] = cut(bad);
    expect(first).toEqual(good.slice(0, 500).toSpliced(3, 1));
    expect(others).toEqual(cut(good).slice(1));
  });

  test('by bytes too, as close to the limit as it gets', () => {
    const text = '名'.repeat(3_000);
    const to = users(400).map((userId) => userId.padEnd(32, '.'));
    const batches = batchesOf(planDirect({ content: { type: 'text', text } }), to);
    const bytes = batches.map(({ call }) => bytesOf(present(call)));
    expect(batches.length).toBeGreaterThan(4);
    for (const size of bytes) expect(size).toBeLessThanOrEqual(12_000);
    // Another id takes 35 bytes; the identity may be up to 18 digits shorter than was counted.
    for (const size of bytes.slice(0, -1)) expect(size).toBeGreaterThan(12_000 - 35 - 18);
    expect(batches.flatMap(recipientsOf)).toEqual(to);
  });

  test('so that nobody is lost and no body is too large, whatever the ids and the text', () => {
    const ids = fc.uniqueArray(fc.string({ unit: 'binary-ascii', maxLength: 40 }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(ids, fc.string({ maxLength: 500 }), fc.nat({ max: 1_200 }), (to, text, more) => {
        const options = { command: 'batch', maxBodyBytes: 400 + more } as const;
        const plan = planDirect({ content: { type: 'text', text: `x${text}` } }, options);
        if (plan.problems.length > 0) return;
        let start = 0;
        for (const { taken, refused, items, call } of batchesOf(plan, to)) {
          const indexes = [...refused, ...items].map(({ index }) => index);
          expect(indexes.toSorted((a, b) => a - b)).toEqual([...Array(taken).keys()]);
          for (const { index, id } of items) expect(id).toBe(to[start + index]);
          if (call) expect(requestOf(call).To_Account).toEqual(items.map(({ id }) => id));
          if (call) expect(bytesOf(call)).toBeLessThanOrEqual(400 + more);
          start += taken;
        }
        expect(start).toBe(to.length);
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
      const options = maxBodyBytes === undefined ? { command } : { command, maxBodyBytes };
      if (planDirect(message, options).problems.length === 0) fits = middle;
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
      const { problems } = planDirect({ content: { type: 'text', text: `${text}x` } }, { command });
      expect(problems).toEqual([
        {
          code: 'message_too_large',
          effect: 'not_sent',
          transient: false,
          retryable: false,
          message: 'content.text: makes a request body of up to 12001 bytes, where Tencent IM takes 12000',
          field: 'content.text',
          limit: { max: 12_000, unit: 'bytes', actual: 12_001 },
        },
      ]);
      // The longest recipient and the longest numbers fit just so.
      const late = { counter: () => 2 ** 32 - 1, random: () => 2 ** 32 - 1 };
      const plan = planDirect({ content: { type: 'text', text } }, { command }, late);
      const planned = plan.next(command === 'single' ? [widest] : [widest, 'bob']);
      expect(recipientsOf(planned)).toEqual([widest]);
      expect(bodyOf(present(planned.call))).toHaveLength(12_000);
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

test('a text that is known to be small is small, whatever stands beside it', () => {
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 40 })
    .filter((words) => words.isWellFormed());
  const flag = fc.boolean();
  const fields = fc.record(
    {
      from: fc.constant(longestUserId),
      metadata: text,
      senderCopy: flag,
      countsAsUnread: flag,
      readReceipt: flag,
      timeToLive: fc.integer({ min: 1, max: 604_800 }),
    },
    { requiredKeys: [] },
  );
  const tencentIm: TencentImVendorFields = {
    forbidCallbacks: ['before', 'after'],
    supportMessageExtension: true,
    sendMsgControl: ['NoUnread', 'NoLastMsg', 'WithMuteNotifications', 'NoMsgCheck'],
    position: 2 ** 20 - 1,
  };
  fc.assert(
    fc.property(text, fields, flag, (words, more, hasOwn) => {
      const message = {
        content: { type: 'text', text: words },
        ...more,
        vendor: hasOwn ? { tencentIm } : {},
      } as const;
      const [bytes = 0] = directCalls(message, [longestUserId], { command: 'single' }).map(bytesOf);
      expect(isSurelySmall(directMessage(message), bytes - 1)).toBe(false);
    }),
  );
});

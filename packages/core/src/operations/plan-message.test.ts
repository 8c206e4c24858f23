import { describe, expect, test } from 'vitest';
import type { Chat } from '../chat.ts';
import type { ChatOptions } from '../chat-options.ts';
import { createChat } from '../create-chat.ts';
import type { DirectMessage } from '../model/message.ts';
import type { Capabilities } from '../ports/capabilities.ts';
import type { ChatAdapter } from '../ports/chat-adapter.ts';
import type { PlanContext, UnsupportedField } from '../ports/plans.ts';
import { type PlainAdapterOptions, plainAdapter } from '../testing/plain-adapter.ts';
import { acceptAll } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

type Seen = Record<string, unknown>;

/**
 * The plain vendor with rules of its own, which sees each message that it is asked to plan. `rules` says which of the
 * message's fields it cannot keep.
 */
function strictVendor(
  rules: (message: Seen) => readonly UnsupportedField[],
  options: PlainAdapterOptions = {},
): { adapter: ChatAdapter; seen: Seen[]; contexts: PlanContext[] } {
  const plain = plainAdapter(options);
  const seen: Seen[] = [];
  const contexts: PlanContext[] = [];
  const watch = (message: object, context: PlanContext) => {
    seen.push({ ...message });
    contexts.push(context);
    return rules(message as Seen);
  };
  const adapter: ChatAdapter = {
    ...plain,
    plan: {
      direct: (message, context) => {
        const unsupported = watch(message, context);
        return { ...(plain.plan.direct?.(message, context) ?? expect.unreachable()), unsupported };
      },
      audience: (message, context) => {
        const unsupported = watch(message, context);
        return { ...(plain.plan.audience?.(message, context) ?? expect.unreachable()), unsupported };
      },
    },
  };
  return { adapter, seen, contexts };
}

const field = (path: string): UnsupportedField => ({ field: path, reason: 'not here' });
const withoutFields = (...missing: readonly string[]): Partial<Capabilities> => {
  const { direct, audience } = plainAdapter().capabilities;
  const without = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !missing.includes(name)));
  return {
    direct: direct && { ...direct, fields: without(direct.fields) },
    audience: audience && { ...audience, fields: without(audience.fields) },
  };
};

async function send(
  adapter: ChatAdapter | PlainAdapterOptions,
  message: object,
  options: Omit<ChatOptions, 'clock'> = { onUnsupported: 'warn' },
) {
  const { chat, clock, transport } = simulatedChat([acceptAll], adapter, options);
  const sending = chat.sendDirect({ ...hello, to: 'bob', ...message } as DirectMessage);
  const result = await clock.finish(sending.catch((reason) => reason));
  const warnings: readonly { code: string; field?: string }[] = result.warnings ?? [];
  return {
    result,
    warnings: warnings.map(({ code, field: at }) => `${code} ${at ?? ''}`.trim()),
    requests: transport.requests.length,
    chat,
  };
}

const push = { title: 'Alice', body: 'hello' };

describe('a field that the capabilities rule out', () => {
  test('is refused before anything is sent, naming it', async () => {
    const { result, requests } = await send(
      { capabilities: withoutFields('metadata') },
      { metadata: 'm' },
      {},
    );
    expect(result).toMatchObject({
      name: 'ChatError',
      code: 'unsupported',
      effect: 'not_sent',
      transient: false,
      field: 'metadata',
      message: 'metadata: Plain does not support it',
    });
    expect(requests).toBe(0);
  });

  test('is left out with a warning where that is asked for, and the adapter never sees it', async () => {
    const { adapter, seen } = strictVendor(() => [], { capabilities: withoutFields('metadata', 'push') });
    const { warnings, requests } = await send(adapter, { metadata: 'm', push, timeToLive: 60 });
    expect(warnings).toEqual(['unsupported metadata', 'unsupported push']);
    expect(seen).toEqual([expect.not.objectContaining({ metadata: 'm' })]);
    expect(seen[0]).not.toHaveProperty('push');
    expect(seen[0]).toMatchObject({ timeToLive: 60 });
    expect(requests).toBe(1);
  });

  test('that is left out has its default', async () => {
    const { adapter, seen } = strictVendor(() => [], { capabilities: withoutFields('senderCopy') });
    await send(adapter, { senderCopy: false });
    expect(seen).toMatchObject([{ senderCopy: true }]);
  });

  test('and asks for nothing is no warning', async () => {
    const adapter = { capabilities: withoutFields('priority', 'readReceipt') };
    const { warnings, requests } = await send(adapter, { priority: 'normal', readReceipt: false });
    expect([warnings, requests]).toEqual([[], 1]);
  });
});

describe('what the adapter rules out by conditions of its own', () => {
  /** A signal has no push; without a push there is no badge of its own; without that no sound. */
  const conditions = ({ push: hasPush, vendorFields }: Seen): readonly UnsupportedField[] => {
    const own = (vendorFields ?? {}) as Seen;
    const { badge } = (own.badge as { badge?: number } | undefined) ?? {};
    return [
      ...(hasPush ? [field('push'), ...(own.sound ? [field('vendor.plain.sound')] : [])] : []),
      ...(!hasPush && own.badge && badge === undefined ? [field('vendor.plain.badge.colour')] : []),
    ];
  };

  test('is refused, the first of it naming the field', async () => {
    const { adapter } = strictVendor(conditions);
    const { result, requests } = await send(adapter, { push, vendor: { plain: { sound: 's' } } }, {});
    expect(result).toMatchObject({ code: 'unsupported', field: 'push', message: 'push: not here' });
    expect(requests).toBe(0);
  });

  test('is left out and planned again, until nothing is left to rule out', async () => {
    const { adapter, seen } = strictVendor((message) => {
      const found = conditions(message);
      const own = (message.vendorFields ?? {}) as { badge?: { colour?: string } };
      return found.filter(({ field: at }) => at !== 'vendor.plain.badge.colour' || own.badge?.colour);
    });
    const vendor = { plain: { sound: 's', badge: { colour: 'red', size: 3 } }, nobodyMadeThis: { loft: 1 } };
    const { warnings, requests } = await send(adapter, { push, vendor });
    expect(seen.map(({ push: hasPush, vendorFields }) => [hasPush !== undefined, vendorFields])).toEqual([
      [true, { sound: 's', badge: { colour: 'red', size: 3 } }],
      [false, { badge: { colour: 'red', size: 3 } }],
      [false, { badge: { size: 3 } }],
    ]);
    expect(warnings.toSorted()).toEqual([
      'unknown_vendor vendor.nobodyMadeThis',
      'unsupported push',
      'unsupported vendor.plain.badge.colour',
      'unsupported vendor.plain.sound',
    ]);
    expect(requests).toBe(1);
  });

  test.each([['metadata'], ['push.badge'], ['vendor.plain.sound'], ['constructor'], ['to'], ['']])(
    'but is not there, such as %j, is refused also where fields are left out, and not asked for again',
    async (path) => {
      const { adapter, seen } = strictVendor(() => [field(path)]);
      const { result, requests } = await send(adapter, { push });
      expect(result).toMatchObject({ code: 'unsupported', field: path });
      expect([requests, seen.length]).toEqual([0, 1]);
    },
  );

  test.each([['content'], ['content.text'], ['from'], ['audience']])(
    'and is %s can never be left out',
    async (path) => {
      const { adapter, seen } = strictVendor((message) => ('audience' in message ? [field(path)] : []));
      const { chat, clock, transport } = simulatedChat([acceptAll], adapter, { onUnsupported: 'warn' });
      const sending = chat.broadcast({ ...hello, audience: 'online' }).catch((reason) => reason);
      expect(await clock.finish(sending)).toMatchObject({ code: 'unsupported', field: path });
      expect(transport.requests).toEqual([]);
      expect(seen).toHaveLength(1);
    },
  );
});

describe('content that the vendor has not', () => {
  const { direct } = plainAdapter().capabilities;
  const textOnly: PlainAdapterOptions = {
    capabilities: { direct: direct && { ...direct, content: { text: 'yes', mixed: 'yes' } } },
  };

  test.each<[string, object, string]>([
    ['of a type', { type: 'face', index: 1 }, 'content.type'],
    [
      'among its parts',
      { type: 'mixed', parts: [hello.content, { type: 'face', index: 1 }] },
      'content.parts[1].type',
    ],
  ])('%s is refused, also where fields are left out', async (_, content, path) => {
    for (const onUnsupported of ['refuse', 'warn'] as const) {
      const { result, requests, chat } = await send(textOnly, { content }, { onUnsupported });
      expect(result).toMatchObject({ code: 'unsupported', field: path });
      expect(requests).toBe(0);
      const message = { ...hello, to: 'bob', content } as DirectMessage;
      expect(chat.check(message)).toMatchObject([{ code: 'unsupported', field: path }]);
    }
  });
});

describe('a kind of message that the vendor has not', () => {
  const { capabilities, plan } = plainAdapter();
  const sendDirect = (chat: Chat) => chat.sendDirect({ ...hello, to: 'bob' });
  const broadcast = (chat: Chat) => chat.broadcast({ ...hello, audience: 'online' });

  test.each<[string, Partial<ChatAdapter>, string, (chat: Chat) => Promise<unknown>]>([
    [
      'direct, by its capabilities',
      { capabilities: { ...capabilities, direct: undefined } },
      'to',
      sendDirect,
    ],
    ['direct, by its plans', { plan: { ...plan, direct: undefined } }, 'to', sendDirect],
    [
      'a broadcast, by its capabilities',
      { capabilities: { ...capabilities, audience: undefined } },
      'audience',
      broadcast,
    ],
    ['a broadcast, by its plans', { plan: { ...plan, audience: undefined } }, 'audience', broadcast],
  ])('%s: is refused, naming the destination', async (_, part, path, start) => {
    const { chat, clock, transport } = simulatedChat([acceptAll], { ...plainAdapter(), ...part });
    await expect(clock.finish(start(chat))).rejects.toMatchObject({
      code: 'unsupported',
      effect: 'not_sent',
      field: path,
      message: `${path}: Plain has no such messages`,
    });
    expect(transport.requests).toEqual([]);
  });
});

describe('fields of vendors', () => {
  test('of one that no chat in the process reads are a warning, and the message goes', async () => {
    const { result, requests } = await send(plainAdapter(), { vendor: { hawk: { nest: 1 } } }, {});
    expect(result.warnings).toEqual([
      {
        code: 'unknown_vendor',
        message: 'vendor.hawk: no chat in this process reads it; this chat reads vendor.plain',
        field: 'vendor.hawk',
        via: 'plain',
      },
    ]);
    expect(requests).toBe(1);
  });

  test('of the chat’s own, and of one that another chat in the process reads, are none', async () => {
    createChat({ ...plainAdapter(), vendor: 'heron' });
    const { adapter, seen } = strictVendor(() => []);
    const { warnings } = await send(adapter, { vendor: { plain: { a: 1 }, heron: { b: 2 } } });
    expect(warnings).toEqual([]);
    expect(seen).toMatchObject([{ vendorFields: { a: 1 } }]);
    expect(JSON.stringify(seen)).not.toContain('"b"');
  });
});

describe('what a plan is told', () => {
  test.each([
    ['of a message to one', (chat: Chat) => chat.sendDirect({ ...hello, to: 'a' }), 1],
    [
      'of a message to many, without duplicates',
      (chat: Chat) => chat.sendDirect({ ...hello, to: ['a', 'b', 'a'] }),
      2,
    ],
    ['of a stream', (chat: Chat) => chat.sendBulk(hello, ['a', 'b']).summary(), 'unknown'],
    ['of a broadcast', (chat: Chat) => chat.broadcast({ ...hello, audience: 'online' }), 1],
  ] as const)('%s: how many items come', async (_, start, items) => {
    const { adapter, contexts } = strictVendor(() => []);
    const { chat, clock } = simulatedChat([acceptAll], adapter);
    await clock.finish<unknown>(start(chat));
    expect(contexts.map((context) => context.items)).toEqual([items]);
  });

  test('numbers that grow with the clock, also within a millisecond and when it is set back', async () => {
    const { adapter, contexts } = strictVendor(() => []);
    const { chat, clock } = simulatedChat([acceptAll], adapter);
    await clock.finish(chat.sendDirect({ ...hello, to: 'a' }));
    const [context] = contexts;
    const now = clock.now();
    const numbers = [context?.counter(), context?.counter()];
    clock.set(-3_600_000);
    numbers.push(context?.counter());
    clock.set(7_200_000);
    numbers.push(context?.counter());
    expect(numbers).toEqual([now, now + 1, now + 2, now + 3_600_000]);
    expect(Number.isInteger(context?.random())).toBe(true);
  });
});

describe('a plan that is none', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a promise', Promise.resolve()],
    ['no problems', { problems: undefined }],
    ['a problem that is nothing', { problems: [undefined] }],
    ['a warning that is nothing', { warnings: [null] }],
    ['unsupported fields that are no list', { unsupported: 7 }],
    ['calls that hold nobody', { maxItems: 0 }],
    ['calls that hold half of one', { maxItems: 0.5 }],
    ['calls that hold no number', { maxItems: Number.NaN }],
  ])('(%s) is an error of the adapter, in a send, a check and a preview', async (_, part) => {
    const isPart = typeof part === 'object' && part !== null && !(part instanceof Promise);
    const adapter = plainAdapter({ planned: (plan) => (isPart ? { ...plan, ...part } : (part as never)) });
    // The plain vendor's own plan stands in for nothing.
    const direct: ChatAdapter['plan']['direct'] = isPart ? adapter.plan.direct : () => part as never;
    const { chat, clock, transport } = simulatedChat([acceptAll], { ...adapter, plan: { direct } });
    const problem = { name: 'ChatError', code: 'vendor_error', effect: 'not_sent' };
    await expect(clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b'] }))).rejects.toMatchObject(problem);
    expect(() => chat.check({ ...hello, to: ['a', 'b'] })).toThrow(expect.objectContaining(problem));
    const preview = chat.preview({ ...hello, to: ['a', 'b'] })[Symbol.asyncIterator]();
    await expect(clock.finish(preview.next())).rejects.toMatchObject(problem);
    expect(transport.requests).toEqual([]);
  });
});

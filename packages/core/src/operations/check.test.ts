import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { DirectMessage } from '../model/message.ts';
import type { PlainAdapterOptions } from '../testing/plain-adapter.ts';
import { acceptAll } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const receipt = { ...hello, readReceipt: true };
const unsupported = { field: 'readReceipt', reason: 'there is no such thing' };

describe('check', () => {
  test.each<[string, unknown, PlainAdapterOptions, readonly string[]]>([
    ['a message that goes as it is finds nothing', { ...hello, to: 'bob' }, {}, []],
    ['a broadcast that goes as it is finds nothing', { ...hello, audience: 'online' }, {}, []],
    [
      'bad recipients finds each by its place',
      { ...hello, to: ['a', 'bad-b', 'c', 'd', 'bad-e'] },
      {},
      ['to[1]', 'to[4]'],
    ],
    ['one bad recipient finds the field "to"', { ...hello, to: 'bad' }, {}, ['to']],
    ['a message without recipients finds the field "to"', hello, {}, ['to']],
    ['recipients that are a number finds the field "to"', { ...hello, to: 7 }, {}, ['to']],
    ['an empty list of recipients finds the field "to"', { ...hello, to: [] }, {}, ['to']],
    [
      'recipients that are no strings finds each by its place',
      { ...hello, to: [7, 'a', null] },
      {},
      ['to[0]', 'to[2]'],
    ],
    [
      'a list with holes finds each by its place',
      { ...hello, to: Object.assign(new Array(4), { 1: 'a', 3: 'b' }) },
      {},
      ['to[0]', 'to[2]'],
    ],
    [
      'a message with several faults finds all at once',
      { to: [], content: { type: 'text' }, colour: 1 },
      {},
      ['content.text', 'colour', 'to'],
    ],
    [
      'a message that the adapter refuses finds the field',
      { content: hello.content, to: 'bob' },
      {},
      ['from'],
    ],
    [
      'a field that is not supported finds it',
      { ...receipt, to: 'bob' },
      { unsupported: [unsupported] },
      ['readReceipt'],
    ],
    [
      'a field that is not supported and bad recipients finds both',
      { ...receipt, to: ['bad'] },
      { unsupported: [unsupported] },
      ['readReceipt', 'to[0]'],
    ],
    [
      'a broadcast with a field that is not supported finds it',
      { ...receipt, audience: 'online' },
      { unsupported: [unsupported] },
      ['readReceipt'],
    ],
    ['a broadcast that breaks a rule finds the field', { ...hello, audience: 'push_only' }, {}, ['push']],
    [
      'fields of an unknown vendor finds nothing: a send only warns of them',
      { ...hello, to: 'bob', vendor: { acme: {} } },
      {},
      [],
    ],
    [
      'an audience that the vendor does not have finds it',
      { ...hello, audience: 'online' },
      { capabilities: { audience: undefined } },
      ['audience'],
    ],
    [
      'a direct message finds the field "to" where the vendor takes none',
      { ...hello, to: 'bob' },
      { capabilities: { direct: undefined } },
      ['to'],
    ],
    ['undefined finds what a message must have', undefined, {}, ['content', 'to']],
  ])('of %s', (_, message, adapter, fields) => {
    const { chat, transport } = simulatedChat([acceptAll], adapter);
    const problems = chat.check(message as DirectMessage);
    expect(problems.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
    expect(problems.every(({ effect }) => effect === 'not_sent')).toBe(true);
    expect(transport.requests).toEqual([]);
  });

  test('finds what would be left out, also where the chat leaves it out with a warning', () => {
    const { chat } = simulatedChat([acceptAll], { unsupported: [unsupported] }, { onUnsupported: 'warn' });
    expect(chat.check({ ...receipt, to: 'bob' })).toMatchObject([
      { code: 'unsupported', field: 'readReceipt' },
    ]);
  });

  test('finds once a bad recipient that is named twice', () => {
    const { chat } = simulatedChat([acceptAll]);
    expect(chat.check({ ...hello, to: ['a', 'bad', 'bad'] }).map(({ field }) => field)).toEqual(['to[1]']);
  });
});

describe('a list of ten thousand bad ids', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `bad-${index}`);

  test.each<[string, readonly unknown[], (index: number) => number]>([
    ['each once', ids, (index) => index],
    ['each twice', [...ids, ...ids], (index) => index],
    ['among good ones', ids.flatMap((id, index) => [`good-${index}`, id]), (index) => 2 * index + 1],
    ['that are no strings', ids.map((_, index) => index), (index) => index],
  ])('%s, is told id by id, and in a moment', (_, to, placeOf) => {
    const { chat } = simulatedChat([], {}, { maxRecipients: 100_000 });
    const check = (list: readonly unknown[]) =>
      chat.check({ from: 'alice', content: { type: 'text', text: 'hello' }, to: list as string[] });
    const problems = check(to);
    expect(problems).toHaveLength(10_000);
    for (const index of [0, 1, 9_999]) expect(problems[index]?.field).toBe(`to[${placeOf(index)}]`);
    const started = process.cpuUsage();
    check(to);
    const { user, system } = process.cpuUsage(started);
    // Some 30 ms; a second is far above any machine's noise, and quadratic work takes longer.
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});

test('what is in a list of recipients and is no id is not shown', async () => {
  const odd = [
    () => 'h1dd3n',
    Symbol('h1dd3n'),
    { h1dd3n: 1 },
    ['h1dd3n'],
    Object.assign(() => 1, { toString: () => 'h1dd3n' }),
    class h1dd3n {},
  ];
  const { chat, clock, events } = simulatedChat([acceptAll]);
  const to = odd as unknown as string[];
  const refused = await clock.finish(chat.sendDirect({ ...hello, to }).catch((reason: unknown) => reason));
  const bulk = chat.sendBulk(hello, to);
  const outcomes: unknown[] = [];
  const read = async () => {
    for await (const some of bulk) outcomes.push(...some);
  };
  await clock.finish(read());
  expect(outcomes).toHaveLength(odd.length);
  const users = odd.map((userId) => ({ userId })) as never;
  const unregistered = await clock.finish(chat.registerUsers(users).catch((reason: unknown) => reason));
  const all = [refused, outcomes, unregistered, chat.check({ ...hello, to }), events];
  expect(inspect(all, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('h1dd3n');
});

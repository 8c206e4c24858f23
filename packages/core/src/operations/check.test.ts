import { describe, expect, test } from 'vitest';
import type { DirectMessage } from '../model/message.ts';
import type { PlainAdapterOptions } from '../testing/plain-adapter.ts';
import { acceptAll } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const receipt = { ...hello, readReceipt: true };
const unsupported = { field: 'readReceipt', reason: 'there is no such thing' };

describe('check', () => {
  test.each<[string, unknown, PlainAdapterOptions, readonly string[]]>([
    ['a message that goes as it is', { ...hello, to: 'bob' }, {}, []],
    ['a broadcast that does', { ...hello, audience: 'online' }, {}, []],
    [
      'bad recipients, by their place',
      { ...hello, to: ['a', 'bad-b', 'c', 'd', 'bad-e'] },
      {},
      ['to[1]', 'to[4]'],
    ],
    ['the only recipient', { ...hello, to: 'bad' }, {}, ['to']],
    ['no recipients', { ...hello, to: [] }, {}, ['to']],
    ['recipients that are none', { ...hello, to: [7, 'a', null] }, {}, ['to[0]', 'to[2]']],
    [
      'several faults at once',
      { to: [], content: { type: 'text' }, colour: 1 },
      {},
      ['content.text', 'colour', 'to'],
    ],
    ['what the adapter refuses', { content: hello.content, to: 'bob' }, {}, ['from']],
    [
      'a field that is not supported',
      { ...receipt, to: 'bob' },
      { unsupported: [unsupported] },
      ['readReceipt'],
    ],
    [
      'and bad recipients with it',
      { ...receipt, to: ['bad'] },
      { unsupported: [unsupported] },
      ['readReceipt', 'to[0]'],
    ],
    [
      'a broadcast with such a field',
      { ...receipt, audience: 'online' },
      { unsupported: [unsupported] },
      ['readReceipt'],
    ],
    ['a broadcast that breaks a rule', { ...hello, audience: 'push_only' }, {}, ['push']],
    ['an unknown vendor, which a send only warns of', { ...hello, to: 'bob', vendor: { acme: {} } }, {}, []],
    [
      'an audience that the vendor has not',
      { ...hello, audience: 'online' },
      { capabilities: { audience: undefined } },
      ['audience'],
    ],
    [
      'direct messages, where the vendor has none',
      { ...hello, to: 'bob' },
      { capabilities: { direct: undefined } },
      ['to'],
    ],
    ['nothing', undefined, {}, ['content', 'to']],
  ])('%s', (_, message, adapter, fields) => {
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

  test('finds one that is named twice once', () => {
    const { chat } = simulatedChat([acceptAll]);
    expect(chat.check({ ...hello, to: ['a', 'bad', 'bad'] }).map(({ field }) => field)).toEqual(['to[1]']);
  });
});

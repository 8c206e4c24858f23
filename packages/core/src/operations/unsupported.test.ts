import { describe, expect, test } from 'vitest';
import type { Content } from '../model/content.ts';
import type { GivenMessage } from '../model/given-message.ts';
import type { MessageCapabilities, Support } from '../ports/capabilities.ts';
import { canBeLeftOut, unsupportedByCapabilities, withoutFields } from './unsupported.ts';

const text: Content = { type: 'text', text: 'hello' };
const image: Content = { type: 'image', url: 'https://a.example/a.png', width: 1, height: 1 };
const push = { title: 'Alice', body: 'hello' };

type Fields = MessageCapabilities['fields'];

function found(
  message: Partial<GivenMessage> & { audience?: string },
  capabilities: {
    content?: MessageCapabilities['content'];
    fields?: Fields;
    audiences?: Readonly<Record<string, Support>>;
  },
) {
  const { content = { text: 'yes' }, fields = {}, audiences } = capabilities;
  return unsupportedByCapabilities(
    { content: text, ...message },
    { content, fields, ...(audiences ? { audiences } : {}) },
    'Pigeon Post',
  ).map(({ field, reason }) => `${field}: ${reason}`);
}

describe('a field', () => {
  const no = ['metadata: Pigeon Post does not support it'];
  test.each<[string, Fields, readonly string[]]>([
    ['declared as yes is supported', { metadata: 'yes' }, []],
    ['declared as ignored is supported', { metadata: 'ignored' }, []],
    ['declared as no is not supported', { metadata: 'no' }, no],
    ['that is not declared is not supported', {}, no],
    ['declared with its value is supported', { metadata: { only: ['a', 'm'] } }, []],
    [
      'declared with other values is not supported, and they are named',
      { metadata: { only: ['a', 7] } },
      ['metadata: Pigeon Post supports only "a", 7'],
    ],
    ['declared with no value at all is not supported', { metadata: { only: [] } }, no],
    ['declared in a way that this version does not know is not supported', { metadata: true as never }, no],
  ])('%s', (_, fields, expected) => {
    expect(found({ metadata: 'm' }, { fields })).toEqual(expected);
  });

  test.each<[string, Partial<GivenMessage>, readonly string[]]>([
    ['that is not given', {}, []],
    ['that is undefined', { metadata: undefined, push: undefined }, []],
    ['that asks for nothing: a normal priority', { priority: 'normal' }, []],
    ['that asks for nothing: no read receipt', { readReceipt: false }, []],
    ['that asks for something: another priority', { priority: 'high' }, ['priority']],
    ['that asks for something: a read receipt', { readReceipt: true }, ['readReceipt']],
    [
      'that asks for something though it is false',
      { senderCopy: false, countsAsUnread: false },
      ['senderCopy', 'countsAsUnread'],
    ],
    ['that is 0', { timeToLive: 0 }, ['timeToLive']],
    ['of a vendor', { vendor: { pigeon: { loft: 3 } } }, []],
    ['that every message has', { from: 'alice' }, []],
    [
      'of which there are several',
      { metadata: 'm', push, idempotencyKey: 'k' },
      ['metadata', 'push', 'idempotencyKey'],
    ],
    ['that a later core may add', { reactions: true } as never, ['reactions']],
  ])('%s, where nothing is declared: of %j is not supported %j', (_, message, expected) => {
    expect(found(message, {}).map((line) => line.split(':')[0])).toEqual(expected);
  });

  test.each([
    [0, []],
    [60, ['timeToLive: Pigeon Post supports only 0']],
  ])('with the value %j where only 0 is supported: the problems are %j', (timeToLive, expected) => {
    expect(found({ timeToLive }, { fields: { timeToLive: { only: [0] } } })).toEqual(expected);
  });
});

describe('content', () => {
  test.each<[string, Content, MessageCapabilities['content'], readonly string[]]>([
    ['that is supported is no problem', text, { text: 'yes' }, []],
    ['that is ignored is no problem', text, { text: 'ignored' }, []],
    [
      'that is declared as no is refused',
      text,
      { text: 'no' },
      ['content.type: Pigeon Post does not support "text"'],
    ],
    [
      'that is not declared is refused',
      image,
      { text: 'yes' },
      ['content.type: Pigeon Post does not support "image"'],
    ],
    [
      'of parts that are supported is no problem',
      { type: 'mixed', parts: [text, image] as never },
      { mixed: 'yes', text: 'yes', image: 'yes' },
      [],
    ],
    [
      'of parts is refused, naming each part that is not supported',
      { type: 'mixed', parts: [text, image, image] as never },
      { mixed: 'yes', text: 'yes' },
      [
        'content.parts[1].type: Pigeon Post does not support "image"',
        'content.parts[2].type: Pigeon Post does not support "image"',
      ],
    ],
    [
      'of parts is refused where mixed content is not supported',
      { type: 'mixed', parts: [text, image] as never },
      { text: 'yes' },
      ['content.type: Pigeon Post does not support "mixed"'],
    ],
  ])('%s', (_, content, capabilities, expected) => {
    expect(found({ content }, { content: capabilities })).toEqual(expected);
  });
});

describe('an audience', () => {
  const no = ['audience: Pigeon Post does not support "online"'];
  test.each<[string, Readonly<Record<string, Support>> | undefined, readonly string[]]>([
    ['that is supported is no problem', { online: 'yes' }, []],
    ['that is declared as no is refused', { online: 'no' }, no],
    ['that is not declared is refused', { everyone: 'yes' }, no],
    ['is refused where none is declared', undefined, no],
  ])('%s', (_, audiences, expected) => {
    expect(found({ audience: 'online' }, { audiences })).toEqual(expected);
  });
});

test.each([
  ['metadata', true],
  ['push.badge', true],
  ['vendor.pigeon.loft', true],
  ['contentHint', true],
  ['content', false],
  ['content.type', false],
  ['content.parts[1].type', false],
  ['audience', false],
  ['from', false],
])('the unsupported field %s can be left out: %s', (field, expected) => {
  expect(canBeLeftOut({ field, reason: '' })).toBe(expected);
});

describe('a message without fields', () => {
  const message = {
    content: text,
    push: { ...push, badge: 3 },
    vendor: { pigeon: { loft: 3, ring: { colour: 'red', number: 7 } }, owl: { tree: 1 } },
  };

  test.each<[readonly string[], unknown]>([
    [[], message],
    [['metadata'], message],
    [['push'], { content: text, vendor: message.vendor }],
    [['push.badge'], { ...message, push }],
    [
      ['vendor.pigeon.loft'],
      { ...message, vendor: { ...message.vendor, pigeon: { ring: message.vendor.pigeon.ring } } },
    ],
    [
      ['vendor.pigeon.ring.colour', 'push'],
      { content: text, vendor: { ...message.vendor, pigeon: { loft: 3, ring: { number: 7 } } } },
    ],
    [['vendor.pigeon'], { ...message, vendor: { owl: { tree: 1 } } }],
    [['vendor.hawk.nest', 'push.sound'], message],
    [['constructor', 'vendor.constructor.name'], message],
  ])('without %j lacks nothing else', (paths, expected) => {
    const before = structuredClone(message);
    expect(withoutFields(message, paths)).toEqual(expected);
    expect(message).toEqual(before);
  });
});

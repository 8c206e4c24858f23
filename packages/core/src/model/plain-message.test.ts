import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkBySchema, checkMessage } from './check-message.ts';
import { plainMessage } from './plain-message.ts';

const text = { type: 'text', text: 'hello' };

describe('a plain message', () => {
  test.each<[string, object]>([
    ['a text', { content: text }],
    ['a text with a sender', { from: 'alice', content: text }],
    [
      'members that are undefined',
      {
        from: undefined,
        content: text,
        metadata: undefined,
        idempotencyKey: undefined,
        senderCopy: undefined,
        countsAsUnread: undefined,
        readReceipt: undefined,
        timeToLive: undefined,
        priority: undefined,
        push: undefined,
        vendor: undefined,
      },
    ],
    [
      'all that is quickly checked',
      {
        from: 'alice',
        content: text,
        metadata: '{}',
        idempotencyKey: 'k',
        senderCopy: false,
        countsAsUnread: true,
        readReceipt: true,
        timeToLive: 0,
      },
    ],
  ])('%s is copied without the schema', (_, message) => {
    expect(plainMessage(message)).toEqual(message);
  });

  test.each<[string, unknown]>([
    ['another content', { content: { type: 'face', index: 1 } }],
    ['a push', { content: text, push: { title: 'a', body: 'b' } }],
    ['a vendor’s own fields', { content: text, vendor: {} }],
    ['an object of a class', Object.assign(Object.create({ from: 'alice' }), { content: text })],
    ['a content of a class', { content: Object.assign(Object.create({}), text) }],
    ['a field that nobody knows', { content: text, colour: 'red' }],
    ['a field that nobody knows and that is undefined', { content: text, colour: undefined }],
    ['an audience that is undefined', { content: text, audience: undefined }],
    ['recipients that are undefined, where they are no part of it', { content: text, to: undefined }],
    ['no content', { from: 'alice' }],
    ['nothing', undefined],
    ['a list', []],
    ['recipients, where they are no part of it', { content: text, to: 'bob' }],
  ])('%s is left to the schema', (_, message) => {
    expect(plainMessage(message)).toBeUndefined();
  });

  test('its owner cannot change the copy', () => {
    const mine = { content: { type: 'text', text: 'before' } };
    const copy = plainMessage(mine);
    mine.content.text = 'after';
    expect(copy?.content).toEqual({ type: 'text', text: 'before' });
  });
});

test('whatever comes, a message is decided as the schema decides it', () => {
  const odd = fc.oneof(
    fc.anything(),
    fc.constantFrom('', '\ud800', 0, -1, 1.5, 2 ** 53, true, null, undefined),
  );
  const filled = fc.string({ minLength: 1 });
  const content = fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant('text'), text: fc.oneof(filled, odd) }) },
    fc.record({ type: odd, text: odd, more: odd }, { requiredKeys: [] }),
  );
  const message = fc.record(
    {
      content,
      from: fc.oneof(filled, odd),
      metadata: fc.oneof(filled, odd),
      idempotencyKey: fc.oneof(filled, odd),
      senderCopy: fc.oneof(fc.boolean(), odd),
      countsAsUnread: fc.oneof(fc.boolean(), odd),
      readReceipt: fc.oneof(fc.boolean(), odd),
      timeToLive: fc.oneof(fc.nat(), odd),
      priority: fc.oneof(fc.constantFrom('low', 'normal', 'high'), odd),
      stranger: fc.oneof(fc.constant(undefined), odd),
    },
    { requiredKeys: ['content'] },
  );
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: message }, odd), (input) => {
      expect(checkMessage(input)).toEqual(checkBySchema(input));
    }),
    { numRuns: 2_000 },
  );
});

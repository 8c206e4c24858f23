import type { Content } from '@polychat/core';
import {
  allow,
  allowExcept,
  drop,
  refuse,
  replace,
  type Verdict,
  type WebhookItem,
} from '@polychat/core/webhooks';
import { describe, expect, test } from 'vitest';
import { zimWebhooks } from './index.ts';

const source = zimWebhooks({ appId: 7, callbackSecret: 'hush' });

function itemWith(content?: Content): WebhookItem {
  return {
    id: '1',
    event: { type: 'message.sending', at: 1, conversation: 'direct', ...(content && { content }) },
  };
}

const text = itemWith({ type: 'text', text: 'old' });
const custom = itemWith({ type: 'custom', data: 'old', subType: 3 });
const image = itemWith({ type: 'image', url: 'https://files.example/1.png', width: 1, height: 1 });

describe('before_send_msg is answered', () => {
  test.each<[string, WebhookItem, Verdict, object]>([
    // 1 would override the vendor's own moderation [zh].
    ['allow with the neutral 0', text, allow(), { result: 0 }],
    ['drop', text, drop(), { result: 2 }],
    ['refuse', text, refuse(), { result: 3 }],
    ['refuse with a reason', text, refuse({ reason: 'no' }), { result: 3, reason: 'no' }],
    [
      'a new text',
      text,
      replace({ content: { type: 'text', text: '100%25' } }),
      { result: 0, new_msg_body: '100%25' },
    ],
    ['new metadata', text, replace({ metadata: 'm' }), { result: 0, new_payload: 'm' }],
    ['metadata that is emptied', text, replace({ metadata: '' }), { result: 0, new_payload: '' }],
    ['new metadata of a picture', image, replace({ metadata: 'm' }), { result: 0, new_payload: 'm' }],
    [
      'new custom data and metadata',
      custom,
      replace({ content: { type: 'custom', data: 'new' }, metadata: 'm' }),
      { result: 0, new_msg_body: 'new', new_payload: 'm' },
    ],
    [
      'custom data of the same kind',
      custom,
      replace({ content: { type: 'custom', data: 'new', subType: 3 } }),
      { result: 0, new_msg_body: 'new' },
    ],
  ])('%s', (_what, item, verdict, body) => {
    const answer = source.answer(item, verdict);
    expect(answer.status ?? 200).toBe(200);
    expect(JSON.parse(answer.body ?? '')).toEqual(body);
  });

  test.each<[string, WebhookItem, Verdict, RegExp]>([
    ['a code of our own', text, refuse({ code: 7 }), /^code: /],
    ['a list of users', text, allowExcept(['u1']), /^verdict: /],
    ['another type', text, replace({ content: { type: 'custom', data: 'x' } }), /^content\.type: /],
    [
      'another kind',
      custom,
      replace({ content: { type: 'custom', data: 'x', subType: 4 } }),
      /^content\.subType: /,
    ],
    [
      'a picture, whose form in an answer is not documented',
      image,
      replace({ content: { type: 'image', url: 'https://files.example/2.png', width: 1, height: 1 } }),
      /^content\.type: /,
    ],
    [
      'a text for a message that Polychat cannot read',
      itemWith(),
      replace({ content: { type: 'text', text: 'x' } }),
      /^content\.type: /,
    ],
  ])('not with %s', (_what, item, verdict, message) => {
    expect(() => source.answer(item, verdict)).toThrow(RangeError);
    expect(() => source.answer(item, verdict)).toThrow(message);
  });
});

test('an event that tells is acknowledged with an empty 200', () => {
  expect(source.acknowledge()).toEqual({});
});

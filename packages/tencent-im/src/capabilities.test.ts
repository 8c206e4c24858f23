import { type CheckedMessage, contentTypes } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { createAdapter, planBroadcast, planDirect } from './__fixtures__/adapter.ts';

const { capabilities } = createAdapter();
const content = { type: 'text', text: 'Hello' } as const;
const url = 'https://x.example/a.png';
const picture = { url, width: 1, height: 1 };

const contents: Readonly<Record<(typeof contentTypes)[number], CheckedMessage['content']>> = {
  text: content,
  image: { type: 'image', ...picture },
  audio: { type: 'audio', url, durationSeconds: 1 },
  video: { type: 'video', url, durationSeconds: 1, thumbnail: picture },
  file: { type: 'file', url, fileName: 'a.png' },
  location: { type: 'location', latitude: 1, longitude: 1 },
  face: { type: 'face', index: 1 },
  custom: { type: 'custom', data: 'x' },
  signal: { type: 'signal', data: 'x' },
  mixed: { type: 'mixed', parts: [content, content] },
};

const fields = {
  metadata: 'x',
  priority: 'high',
  senderCopy: false,
  countsAsUnread: false,
  readReceipt: true,
  push: { title: 'x', body: 'x' },
  timeToLive: 60,
  idempotencyKey: 'x',
} as const;
const names = Object.keys(fields) as (keyof typeof fields)[];

/** What the plans do is what the table says, so that the documentation made from it is true. */
describe('capabilities', () => {
  test.each(contentTypes)('content %s', (type) => {
    const direct = planDirect({ content: contents[type] });
    expect(direct.problems.length === 0).toBe(capabilities.direct.content[type] === 'yes');
    const broadcast = planBroadcast({ content: contents[type], audience: 'online' });
    expect(broadcast.problems.length === 0).toBe(capabilities.broadcast.content[type] === 'yes');
  });

  test.each(names)('field %s of a direct message', (name) => {
    const without = planDirect({ content });
    const plan = planDirect({ content, [name]: fields[name] });
    expect(plan.problems).toEqual([]);
    const isIgnored = without.next(['bob']).call?.body() === plan.next(['bob']).call?.body();
    const support = plan.unsupported.length > 0 ? 'no' : isIgnored ? 'ignored' : 'yes';
    expect(support).toBe(capabilities.direct.fields[name]);
  });

  test.each(names)('field %s of a broadcast', (name) => {
    const everyone = { content, audience: 'everyone', push: { title: 'y', body: 'y' } } as const;
    const without = planBroadcast(everyone);
    const plan = planBroadcast({ ...everyone, [name]: fields[name] });
    expect(plan.problems).toEqual([]);
    const isIgnored = without.call().body() === plan.call().body();
    const support = plan.unsupported.length > 0 ? 'no' : isIgnored ? 'ignored' : 'yes';
    expect(support).toBe(capabilities.broadcast.fields[name]);
  });

  test.each(['online', 'everyone', 'push_only'] as const)('audience %s', (audience) => {
    const plan = planBroadcast({
      content,
      audience,
      ...(audience === 'online' ? {} : { push: fields.push }),
    });
    expect(plan.problems.length === 0 ? 'yes' : 'no').toBe(capabilities.broadcast.audiences[audience]);
  });

  test('behaviour', () => {
    expect(capabilities.behaviour).toEqual({
      senderOptional: true,
      canMessageSelf: true,
      checksBlocklist: false,
      moderatesServerSends: true,
      raisesWebhooks: 'single_only',
      sharesMessageIdInCall: true,
      storesBroadcasts: true,
      discardsCopiesForMs: 100_000,
    });
  });
});

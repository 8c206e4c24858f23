import type { CheckedBroadcast, CheckedMessage, Content, ContentType } from '@polychat/core/adapter';
import { describe, expect, test } from 'vitest';
import { adapterWith, broadcast, context, direct } from './__fixtures__/support.ts';

const { capabilities, planDirect, planBroadcast } = adapterWith();
const url = 'https://cdn.example/a.png';
const picture = { url, width: 1, height: 1 };

const contents: Readonly<Record<ContentType, Content>> = {
  text: { type: 'text', text: 'a' },
  image: { type: 'image', ...picture },
  audio: { type: 'audio', url, durationSeconds: 1 },
  video: { type: 'video', url, durationSeconds: 1, thumbnail: picture },
  file: { type: 'file', url, fileName: 'a' },
  location: { type: 'location', latitude: 0, longitude: 0 },
  face: { type: 'face', index: 0 },
  custom: { type: 'custom', data: 'a' },
  signal: { type: 'signal', data: 'a' },
  mixed: { type: 'mixed', parts: [{ type: 'text', text: 'a' }] },
};

describe('what the capabilities say is what the plans do', () => {
  test.each(Object.entries(contents))('%s', (type, content) => {
    const expected = (support: string) => (support === 'no' ? ['unsupported content.type'] : []);
    const problemsOf = (problems: readonly { code: string; field?: string }[]) =>
      problems.map(({ code, field }) => `${code} ${field}`);
    expect(problemsOf(planDirect(direct({ content }), context).problems)).toEqual(
      expected(capabilities.direct.content[type as ContentType]),
    );
    expect(problemsOf(planBroadcast(broadcast({ content }), context).problems)).toEqual(
      expected(capabilities.broadcast.content[type as ContentType]),
    );
  });

  const fields = {
    metadata: 'm',
    priority: 'high',
    senderCopy: false,
    countsAsUnread: false,
    readReceipt: true,
    push: { title: 't', body: 'b' },
    timeToLive: 60,
    idempotencyKey: 'k',
  } as const satisfies Partial<CheckedMessage & CheckedBroadcast>;

  test.each(Object.entries(fields))('%s', (name, value) => {
    const field = name as keyof typeof fields;
    const bodyOfDirect = (message: CheckedMessage) => planDirect(message, context).next(['bo']).call?.body();
    const plain = direct();
    const given = { ...plain, [field]: value };
    const unsupported = planDirect(given, context).unsupported.map((problem) => problem.field);
    expect(unsupported).toEqual(capabilities.direct.fields[field] === 'no' ? [field] : []);
    expect(bodyOfDirect(given) !== bodyOfDirect(plain)).toBe(capabilities.direct.fields[field] === 'yes');

    const plainBroadcast = broadcast({ audience: 'everyone' });
    const givenBroadcast = { ...plainBroadcast, [field]: value };
    const plan = planBroadcast(givenBroadcast, context);
    expect(plan.unsupported.map((problem) => problem.field)).toEqual(
      capabilities.broadcast.fields[field] === 'no' ? [field] : [],
    );
    const isOnTheWire = plan.call().body() !== planBroadcast(plainBroadcast, context).call().body();
    expect(isOnTheWire).toBe(capabilities.broadcast.fields[field] === 'yes');
  });
});

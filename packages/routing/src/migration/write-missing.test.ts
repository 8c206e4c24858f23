import { describe, expect, test } from 'vitest';
import { hello } from '../testing/inbox-vendor.ts';
import { migratingVendors, shownReceipt } from '../testing/migrating-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import type { MissingCopies } from './missing-copies.ts';

describe('writeMissing', () => {
  async function missingFrom(
    options: object = {},
    message: object = hello,
    userIds: readonly string[] = ['ann', 'bob'],
  ) {
    let isDown = true;
    const vendors = migratingVendors({
      options: { stage: 'shadow', ...options },
      young: { callFate: () => (isDown ? 'not_sent' : 'answered') },
    });
    const { chat, clock } = vendors;
    await clock.finish(
      chat.sendDirect({ ...hello, ...message, to: userIds }, { correlationId: 'request 1' }),
    );
    await clock.finish(chat.drain());
    const [missing] = await Array.fromAsync(chat.takeMissing());
    if (!missing) throw new Error('nothing is missing');
    isDown = false;
    return { ...vendors, missing };
  }

  test('writes the message where it is missing, and nowhere else', async () => {
    const { chat, clock, missing, old, young } = await missingFrom();
    const receipt = await clock.finish(chat.writeMissing(hello, missing));
    expect(shownReceipt(receipt)).toEqual(['ann accepted young', 'bob accepted young']);
    expect([old.inbox('bob'), young.inbox('bob')]).toEqual([['hello'], ['hello']]);
    expect(chat.report().stages[0]?.other).toMatchObject({ accepted: 0, failed: 2, writtenLater: 2 });
  });

  test('in the envelope that the first copy has', async () => {
    const { chat, clock, missing, old, young } = await missingFrom({ envelope: true });
    await clock.finish(chat.writeMissing(hello, JSON.parse(JSON.stringify(missing))));
    expect(young.posted[0]?.metadata).toBe(old.posted[0]?.metadata);
  });

  test('with a key, nobody gets a copy twice: not by two who repair at once, and not by a repeated send', async () => {
    const message = { ...hello, idempotencyKey: 'k' };
    const { chat, clock, missing, young } = await missingFrom({}, message);
    await clock.finish(chat.sendDirect({ ...message, to: 'ann' }));
    await clock.finish(chat.drain());
    const receipt = await clock.finish(chat.writeMissing(message, missing));
    expect(shownReceipt(receipt)).toEqual(['bob accepted young', 'ann failed migration conflict']);
    expect(await thrown(clock.finish(chat.writeMissing(message, missing)))).toMatchObject({
      code: 'conflict',
    });
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    await clock.finish(chat.drain());
    expect([young.inbox('ann'), young.inbox('bob')]).toEqual([['hello'], ['hello']]);
  });

  test('of an unclear copy writes it again', async () => {
    let fate: 'unknown' | 'answered' = 'unknown';
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      young: { callFate: () => fate },
    });
    const message = { ...hello, idempotencyKey: 'k' };
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    await clock.finish(chat.drain());
    fate = 'answered';
    for await (const missing of chat.takeMissing()) {
      expect(missing.status).toBe('unconfirmed');
      await clock.finish(chat.writeMissing(message, missing));
    }
    expect(young.inbox('bob')).toHaveLength(2);
  });

  test('of a broadcast broadcasts it', async () => {
    let isDown = true;
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      young: { callFate: () => (isDown ? 'not_sent' : 'answered') },
    });
    const message = { ...hello, audience: 'online' } as const;
    await clock.finish(chat.broadcast(message));
    await clock.finish(chat.drain());
    isDown = false;
    const [missing] = await Array.fromAsync(chat.takeMissing());
    if (!missing) throw new Error('nothing is missing');
    expect(await thrown(chat.writeMissing(hello, missing))).toMatchObject({ field: 'audience' });
    const { results } = await clock.finish(chat.writeMissing(message, missing));
    expect(results.map(({ via }) => via)).toEqual(['young']);
    expect(young.posted.map(({ command }) => command)).toEqual(['broadcast']);
  });

  test('that fails throws as any send, and may be tried again', async () => {
    const message = { ...hello, idempotencyKey: 'k' };
    const { chat, clock, young } = migratingVendors({
      options: { stage: 'shadow' },
      young: { callFate: () => 'not_sent' },
    });
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    await clock.finish(chat.drain());
    const [missing] = await Array.fromAsync(chat.takeMissing());
    if (!missing) throw new Error('nothing is missing');
    for (let at = 0; at < 2; at += 1) {
      expect(await thrown(clock.finish(chat.writeMissing(message, missing)))).toMatchObject({
        code: 'network',
      });
    }
    expect(young.posted).toEqual([]);
  });

  test.each<[string, Partial<MissingCopies> | undefined]>([
    ['missing', undefined],
    ['missing.side', { side: 'both' as 'to' }],
    ['missing.via', { via: 'elsewhere' }],
    ['missing.operation', { operation: 'users' as 'direct' }],
    ['missing.status', { status: 'accepted' as 'failed' }],
    ['missing.stage', { stage: 'off' }],
    ['missing.stage', { stage: 'live' }],
    ['missing.userIds', { userIds: [] }],
    ['missing.userIds', { userIds: [7 as unknown as string] }],
  ])('refuses what is not what takeMissing gave: %s %j', async (field, change) => {
    const { chat, missing, young } = await missingFrom();
    const given = change && { ...missing, ...change };
    expect(await thrown(chat.writeMissing(hello, given as MissingCopies))).toMatchObject({
      code: 'misconfigured',
      field,
    });
    expect(young.posted).toEqual([]);
  });

  test('refuses another message, as far as that can be told', async () => {
    const { chat, missing, young } = await missingFrom({}, { idempotencyKey: 'k' });
    expect(await thrown(chat.writeMissing(hello, missing))).toMatchObject({ field: 'idempotencyKey' });
    expect(await thrown(chat.writeMissing({ ...hello, idempotencyKey: 'l' }, missing))).toMatchObject({
      code: 'invalid_message',
      field: 'idempotencyKey',
    });
    expect(young.posted).toEqual([]);
  });

  test('sends nothing when the chat is closed', async () => {
    const { chat, clock, missing } = await missingFrom();
    await clock.finish(chat.close());
    expect(await thrown(chat.writeMissing(hello, missing))).toMatchObject({ code: 'misconfigured' });
  });
});

import { describe, expect, test } from 'vitest';
import { crowd } from '../testing/crowd.ts';
import { hello } from '../testing/inbox-vendor.ts';
import { migratingVendors, missingOf } from '../testing/migrating-vendors.ts';
import type { MissingCopies } from './missing-copies.ts';

describe('what is known to be missing', () => {
  const failing = { stage: 'shadow', envelope: true } as const;

  test('holds ids and no content, is plain JSON, and comes as an event, too', async () => {
    const events: MissingCopies[] = [];
    const { chat, clock } = migratingVendors({
      options: { ...failing, hooks: { missing: (event) => events.push(event) } },
      young: { callFate: () => 'not_sent' },
    });
    const secret = { ...hello, content: { type: 'text', text: 'a secret' }, metadata: 'a secret' } as const;
    await clock.finish(
      chat.sendDirect({ ...secret, to: crowd(3), idempotencyKey: 'k' }, { correlationId: 'request 1' }),
    );
    await clock.finish(chat.drain());
    const missing = await Array.fromAsync(chat.takeMissing());
    expect(missing).toEqual([
      {
        operation: 'direct',
        side: 'to',
        via: 'young',
        stage: 'shadow',
        status: 'failed',
        reason: 'network',
        userIds: ['u0', 'u1', 'u2'],
        sendId: expect.any(String),
        idempotencyKey: 'k',
        correlationId: 'request 1',
        envelopeId: expect.stringMatching(/^polychat-/),
        at: clock.now(),
      },
    ]);
    expect(events).toEqual(missing);
    expect(JSON.parse(JSON.stringify(missing))).toEqual(missing);
    expect(JSON.stringify([missing, chat.report()])).not.toContain('a secret');
  });

  test('is given once, and the rest is kept for whoever leaves early', async () => {
    const { chat, clock } = migratingVendors({ options: failing, young: { callFate: () => 'not_sent' } });
    for (const userId of crowd(3)) await clock.finish(chat.sendDirect({ ...hello, to: userId }));
    await clock.finish(chat.drain());
    for await (const { userIds } of chat.takeMissing()) {
      expect(userIds).toEqual(['u0']);
      break;
    }
    expect(chat.report().missing).toBe(2);
    expect(await missingOf(chat)).toHaveLength(2);
    expect(await missingOf(chat)).toEqual([]);
  });

  test('is kept up to a bound, and counted beyond it', async () => {
    const events: MissingCopies[] = [];
    const { chat, clock } = migratingVendors({
      options: { ...failing, maxMissing: 2, hooks: { missing: (event) => events.push(event) } },
      young: { callFate: () => 'not_sent' },
    });
    for (const userId of crowd(5)) await clock.finish(chat.sendDirect({ ...hello, to: userId }));
    await clock.finish(chat.drain());
    expect(chat.report()).toMatchObject({ missing: 2, missingDropped: 3 });
    expect(events).toHaveLength(5);
  });
});

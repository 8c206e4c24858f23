import { createMemoryClaimStore } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { hello } from '../testing/inbox-vendor.ts';
import { migratingVendors, shownReceipt } from '../testing/migrating-vendors.ts';
import { thrown } from '../testing/thrown.ts';
import { migration } from './migration.ts';
import type { MigrationStage } from './stage.ts';

const keyed = { ...hello, idempotencyKey: 'k' } as const;

function moving(lacks: readonly string[]) {
  const stage: { now: MigrationStage } = { now: 'off' };
  return { stage, ...migratingVendors({ options: { stage: () => stage.now }, young: { lacks } }) };
}

describe('a key', () => {
  test('goes where it went first, although the chat of the new stage cannot carry the message', async () => {
    const { chat, clock, stage, old, young } = moving(['metadata']);
    const message = { ...keyed, metadata: 'mine', to: ['ann', 'bob'] };
    for (const now of ['off', 'complete'] as const) {
      stage.now = now;
      const receipt = await clock.finish(chat.sendDirect(message));
      expect(shownReceipt(receipt)).toEqual(['ann accepted old', 'bob accepted old']);
    }
    expect([old.posted.length, young.posted.length]).toEqual([2, 0]);
  });

  test('is not kept by a message that nobody can carry', async () => {
    for (const send of ['list', 'broadcast'] as const) {
      const { chat, clock, stage } = moving([]);
      const wrong = { ...keyed, content: { type: 'text', text: '' } } as const;
      const sendAs = async (message: typeof keyed | typeof wrong): Promise<unknown> =>
        send === 'list'
          ? chat.sendDirect({ ...message, to: 'bob' })
          : chat.broadcast({ ...message, audience: 'online' });
      expect(await thrown(clock.finish(sendAs(wrong)))).toMatchObject({ code: 'invalid_message' });
      stage.now = 'complete';
      expect(JSON.stringify(await clock.finish(sendAs(keyed)))).toContain('"via":"young"');
    }
  });

  test('of which the store says too late that it is free is given back, so that the copy can be written', async () => {
    const clock = new SimulatedClock();
    const store = createMemoryClaimStore({ clock });
    let isSlow = true;
    const after = (ms: number) => new Promise<void>((resolve) => void clock.schedule(resolve, ms));
    const claims = {
      ...store,
      claim: async (...given: Parameters<typeof store.claim>) => {
        const claim = await store.claim(...given);
        // One answers in time, at the last moment; the other at the very moment at which nobody waits for it any more.
        if (isSlow && given[0].includes('"copy"')) await after(given[0].includes('"ann"') ? 50 : 99);
        if (isSlow && given[0].includes('"ann"')) await after(50);
        return claim;
      },
    };
    const vendors = migratingVendors({
      options: { stage: 'shadow', claims, claimTimeoutMs: 100, clock },
      old: { clock },
      young: { clock },
    });
    const { chat, young } = vendors;
    await clock.finish(chat.sendDirect({ ...keyed, to: ['ann', 'bob'] }));
    await clock.finish(chat.drain());
    await clock.advance(1_000);
    isSlow = false;
    const found = await Array.fromAsync(chat.takeMissing());
    expect(found).toMatchObject([{ userIds: ['ann'], reason: 'claims_failed' }]);
    for (const missing of found) await clock.finish(chat.writeMissing(keyed, missing));
    expect([young.inbox('ann'), young.inbox('bob')]).toEqual([['hello'], ['hello']]);
  });
});

test('a migration has a name of its own, by which its keys stay apart from those of a migration in it', () => {
  const { old, young } = migratingVendors();
  const { young: third } = migratingVendors({ young: { name: 'third' } });
  const inner = migration({ from: old.chat, to: young.chat, stage: 'off' });
  for (const name of ['migration', 'third']) {
    expect(() => migration({ from: inner, to: third.chat, stage: 'off', name })).toThrow(
      'name: must be another than those of the two chats',
    );
  }
  expect(migration({ from: inner, to: third.chat, stage: 'off', name: 'outer' }).name).toBe('outer');
});

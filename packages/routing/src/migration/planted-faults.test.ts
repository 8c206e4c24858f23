import { changedChat } from '@polychat/conformance/chats';
import type { Chat, DirectMessage, DirectReceipt, SendOptions } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { receiptOfList } from '../testing/migrating-vendors.ts';
import { differencesOf, faultsOf, type Planted } from '../testing/migration-faults.ts';
import type { Broken, Run, Send, Trouble, World } from '../testing/migration-runs.ts';
import { migration } from './migration.ts';

describe('a planted fault is found', () => {
  const fine: Trouble = { fates: ['accepted'], callFates: ['answered'], maxItems: 10 };
  const shadow: Send = { stage: 'shadow', rollout: 1, isStream: false, count: 6 };
  const calm: Run = {
    old: fine,
    young: fine,
    unit: 'conversation',
    envelope: false,
    maxWaiting: 1_000,
    sends: [shadow, { ...shadow, stage: 'live', rollout: 0.5, count: 12 }],
  };

  /** The chat with another `sendDirect`. */
  function sending(
    { chat }: World,
    sendDirect: (message: DirectMessage, options?: SendOptions) => Promise<DirectReceipt>,
  ): Chat {
    return changedChat(chat, { sendDirect });
  }

  test('without one there is no fault', async () => {
    for (const isStream of [false, true]) {
      const sends = calm.sends.map((one) => ({ ...one, isStream }));
      expect(await faultsOf({ ...calm, sends })).toEqual([]);
      expect(await differencesOf({ ...calm, sends })).toEqual([]);
    }
  });

  test('a hash that does not stick', async () => {
    let salts = 0;
    const planted: Planted = (world) =>
      sending(world, (message, options) => {
        salts += 1;
        const { old, young, clock, flags } = world;
        const moving = migration({
          from: old.chat,
          to: young.chat,
          stage: () => flags.stage,
          rollout: () => flags.rollout,
          salt: `salt ${salts}`,
          clock,
        });
        return moving.sendDirect(message, options);
      });
    expect(await faultsOf(calm, planted)).toContain('somebody went another way');
  });

  test('waiting for the other side', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        await world.chat.drain();
        return receipt;
      });
    expect(await differencesOf(calm, planted)).toEqual(['the answer waits for the other side']);
  });

  test('the other side changes the answer', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        const isWritten = () => world.chat.report().stages.some(({ other }) => other?.isRehearsal === false);
        return isWritten() ? { ...receipt, accepted: receipt.accepted.slice(1) } : receipt;
      });
    expect(await differencesOf(calm, planted)).toEqual(['the other side changes the answer']);
  });

  test('writing the other side for those who failed', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await receiptOfList(world.chat.sendDirect(message, options));
        const failed = receipt.failed.map(({ userId }) => userId);
        if (failed.length > 0) await world.young.chat.sendDirect({ ...message, to: failed });
        return receipt;
      });
    const old = { ...fine, fates: ['accepted', 'refused'] as const };
    expect(await faultsOf({ ...calm, old, sends: [shadow] }, planted)).toEqual([
      'a copy was written for somebody who failed',
    ]);
  });

  test('a stage read twice in one list', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const [first, ...others] = message.to;
        const one = await world.chat.sendDirect({ ...message, to: first ?? '' }, options);
        const rest = await world.chat.sendDirect({ ...message, to: others }, options);
        return { ...rest, accepted: [...one.accepted, ...rest.accepted] };
      });
    expect(await faultsOf({ ...calm, sends: [shadow] }, planted)).toEqual(['the stage was read twice']);
  });

  test('a copy that is written twice', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        await world.young.chat.sendDirect(message);
        return receipt;
      });
    expect(await faultsOf({ ...calm, sends: [shadow] }, planted)).toEqual([
      'somebody has it twice at one side',
    ]);
  });

  test('a copy that is lost without a word', async () => {
    const losing: Broken = (chat) => {
      if (chat.name !== 'young') return chat;
      const sendDirect = async ({ to }: DirectMessage): Promise<DirectReceipt> => ({
        accepted: [...to].map((userId) => ({ userId, via: 'young' })),
        failed: [],
        unconfirmed: [],
        warnings: [],
      });
      return changedChat(chat, { sendDirect });
    };
    expect(await faultsOf({ ...calm, sends: [shadow] }, undefined, losing)).toEqual([
      'a missing copy is in no report',
    ]);
  });

  test('a copy that is there and is reported as missing', async () => {
    const lying: Broken = (chat) => {
      if (chat.name !== 'young') return chat;
      const sendDirect = async (message: DirectMessage): Promise<DirectReceipt> => {
        const { accepted, ...others } = await chat.sendDirect(message);
        const problem = {
          code: 'network',
          effect: 'not_sent',
          transient: true,
          retryable: true,
          message: 'no',
        } as const;
        return {
          ...others,
          accepted: [],
          failed: accepted.map(({ userId, via }) => ({ userId, via, problem })),
        };
      };
      return changedChat(chat, { sendDirect });
    };
    expect(await faultsOf({ ...calm, sends: [shadow] }, undefined, lying)).toEqual([
      'a copy is reported as missing and is there',
    ]);
  });

  test('a key that forgets where it went', async () => {
    const planted: Planted = (world) =>
      sending(world, (message, options) => {
        const { idempotencyKey: _key, ...forgotten } = message;
        return world.chat.sendDirect(forgotten, options);
      });
    const sends: readonly Send[] = [
      { ...shadow, key: 'k1' },
      { ...shadow, stage: 'complete', key: 'k1' },
    ];
    expect(await faultsOf({ ...calm, sends })).toEqual([]);
    expect(await faultsOf({ ...calm, sends }, planted)).toContain('somebody went another way');
  });

  test('somebody who is named by nobody', async () => {
    const planted: Planted = (world) =>
      sending(world, async (message, options) => {
        const receipt = await world.chat.sendDirect(message, options);
        return { ...receipt, accepted: receipt.accepted.slice(1) };
      });
    expect(await faultsOf(calm, planted)).toContain('not everybody is named once');
  });
});

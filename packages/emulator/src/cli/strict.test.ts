import { createChat } from '@polychat/core';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { describe, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import { emulatorOptionsSchema } from '../options-schema.ts';
import { withStrictReadings } from './strict.ts';

describe('strict readings', () => {
  test('refuse more than the defaults, and leave every other reading alone', () => {
    const { zim: plain, tencentIm: plainTencent } = emulatorOptionsSchema.parse({});
    const { zim: strict, tencentIm: strictTencent } = emulatorOptionsSchema.parse(withStrictReadings({}));
    expect(strict.readings).toEqual({
      ...plain.readings,
      replayedNonce: 'refuse',
      multiItemCounts: 'checked',
      groupSender: 'member',
      unknownFields: 'refuse',
      highPriority: 'same_limit',
    });
    expect(strictTencent.readings).toEqual({
      ...plainTencent.readings,
      sendmsgSameSecond: true,
      userIdCharacters: 'word',
      retiredNames: false,
      unknownFields: 'refuse',
      random: 'required',
      refuseFutureUserSig: true,
      groupDedup: 'random',
      groupSender: 'member',
    });
  });

  test('give way to what the options say themselves', () => {
    const { zim: given } = withStrictReadings({
      zim: { plan: 'pro', readings: { replayedNonce: 'accept' } },
    });
    expect(given).toMatchObject({
      plan: 'pro',
      readings: { replayedNonce: 'accept', groupSender: 'member' },
    });
  });

  test('are met by both adapters', async () => {
    const emulator = await createEmulator(withStrictReadings({}));
    const { zim: zimApp, tencentIm: tencentApp } = emulator;
    const chats = [
      createChat(zim({ appId: zimApp.appId, serverSecret: zimApp.serverSecret, baseUrl: zimApp.baseUrl })),
      createChat(
        tencentIm({
          sdkAppId: tencentApp.sdkAppId,
          secretKey: tencentApp.secretKey,
          adminUserId: 'administrator',
          baseUrl: tencentApp.baseUrl,
        }),
      ),
    ];
    for (const chat of chats) {
      await chat.registerUsers([{ userId: 'ana', name: 'Ana' }, { userId: 'bo' }, { userId: 'cy' }]);
      const receipt = await chat.sendDirect({
        from: 'ana',
        to: ['bo', 'cy'],
        content: { type: 'text', text: 'Strictly speaking' },
        metadata: 'm',
        push: { title: 'Ana', body: 'Strictly speaking', payload: '{}', badge: 1 },
      });
      expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['bo', 'cy']);
      await chat.broadcast({ from: 'ana', audience: 'online', content: { type: 'text', text: 'To all' } });
      await chat.close();
    }
    await emulator.close();
  });
});

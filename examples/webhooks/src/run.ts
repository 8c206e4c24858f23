import { createEmulator, type Emulator } from '@polychat/emulator';
import { type Consoles, createHooks, type Hooks } from './hooks.ts';
import type { Listening } from './servers/listening.ts';

/** Made up. */
export const consoles: Consoles = {
  zim: { appId: 1_234_567_890, callbackSecret: 'a-secret-of-the-zim-console' },
  tencentIm: { sdkAppId: 1_400_000_001, token: 'a-token-of-the-tencent-console' },
};

/** People write to each other at both vendors, and the app hears of it. What it heard. */
export async function run(serve: (hooks: Hooks) => Promise<Listening>): Promise<readonly string[]> {
  const heard: string[] = [];
  const app = {
    mayBeSaid: (text: string) => !text.includes('blast'),
    note: (line: string) => void heard.push(line),
  };
  const hooks = createHooks(consoles, app);
  const { url, close } = await serve(hooks);
  const emulator = await createEmulator({
    zim: { appId: consoles.zim.appId, users: ['ann', 'bob'] },
    tencentIm: { sdkAppId: consoles.tencentIm.sdkAppId, users: ['ann', 'bob'] },
    webhooks: {
      zim: { url: `${url}/hooks/zim`, callbackSecret: consoles.zim.callbackSecret },
      tencentIm: { url: `${url}/hooks/tencent-im`, token: consoles.tencentIm.token },
    },
  });
  try {
    for (const text of ['Is the goose there?', 'Where is the blasted goose?'])
      await say(emulator, text, heard);
    await emulator.webhooksSettled();
  } finally {
    await Promise.all([hooks.zim.close(), hooks.tencentIm.close(), emulator.close()]);
    close();
  }
  return heard;
}

/** Ann's phone sends a text to Bob, at each vendor in the vendor's own words. */
async function say(emulator: Emulator, text: string, heard: string[]): Promise<void> {
  const [from, to] = ['ann', 'bob'];
  const zim = { MessageType: 1, MessageBody: { Message: text } };
  const tencentIm = { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }] };
  for (const [vendor, message] of [
    ['zim', zim],
    ['tencentIm', tencentIm],
  ] as const) {
    const { code } = await emulator.clientSend(vendor, { from, to, message });
    await emulator.webhooksSettled();
    if (code !== 0) heard.push(`${vendor}: ann's app shows code ${code}`);
  }
}

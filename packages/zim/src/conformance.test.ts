import { emulatorDouble } from '@polychat/conformance/emulator';
import { describeConformance } from '@polychat/conformance/vitest';
import { createEmulator } from '@polychat/emulator';
import { zim } from './adapter.ts';
import { content } from './content.ts';

describeConformance({
  name: 'zim',
  start: async () => {
    const emulator = await createEmulator();
    const { appId, serverSecret, baseUrl } = emulator.zim;
    return {
      adapter: zim({ appId, serverSecret, baseUrl }),
      content,
      double: emulatorDouble(emulator, 'zim'),
      secrets: [serverSecret],
      close: () => emulator.close(),
    };
  },
});

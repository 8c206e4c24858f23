import { emulatorDouble } from '@polychat/conformance/emulator';
import { describeConformance } from '@polychat/conformance/vitest';
import { createEmulator } from '@polychat/emulator';
import { tencentIm } from './adapter.ts';
import { content } from './content.ts';

describeConformance({
  name: 'tencentIm',
  start: async () => {
    const emulator = await createEmulator();
    const { sdkAppId, secretKey, baseUrl } = emulator.tencentIm;
    return {
      adapter: tencentIm({ sdkAppId, secretKey, adminUserId: 'administrator', baseUrl }),
      content,
      double: emulatorDouble(emulator, 'tencentIm'),
      secrets: [secretKey],
      close: () => emulator.close(),
    };
  },
});

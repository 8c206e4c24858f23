/** Both vendors in a process of their own, so that their work does not count as the campaign's. */
import { createEmulator } from '@polychat/emulator';
import type { Addresses } from './addresses.ts';

const count = Number(process.argv[2]);
const unlimited = Number.POSITIVE_INFINITY;
const emulator = await createEmulator({
  zim: { rates: { calls: unlimited } },
  tencentIm: { limits: { callsPerSecond: unlimited, batchRecipientsPerMinute: unlimited } },
  maxMessages: 10_000,
  maxRequests: 100,
  maxRecordedBytes: 1_000_000,
});
for (const vendor of [emulator.zim, emulator.tencentIm]) {
  vendor.users.put('sender');
  for (let index = 0; index < count; index += 1) vendor.users.put(`user-${index}`);
}
const { zim, tencentIm } = emulator;
process.send?.({
  zim: { appId: zim.appId, serverSecret: zim.serverSecret, baseUrl: zim.baseUrl },
  tencentIm: { sdkAppId: tencentIm.sdkAppId, secretKey: tencentIm.secretKey, baseUrl: tencentIm.baseUrl },
} satisfies Addresses);
process.once('disconnect', () => process.exit());

// What somebody runs on the first day: each vendor's `verify` command, as the package installs it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createEmulator } from '@polychat/emulator';

const emulator = await createEmulator();
const { zim, tencentIm } = emulator;
const commands = [
  {
    command: 'polychat-zim',
    env: { ZIM_APP_ID: String(zim.appId), ZIM_SERVER_SECRET: zim.serverSecret, ZIM_BASE_URL: zim.baseUrl },
  },
  {
    command: 'polychat-tencent-im',
    env: {
      TENCENT_IM_SDK_APP_ID: String(tencentIm.sdkAppId),
      TENCENT_IM_SECRET_KEY: tencentIm.secretKey,
      TENCENT_IM_BASE_URL: tencentIm.baseUrl,
    },
  },
];

for (const { command, env } of commands) {
  const { stdout } = await promisify(execFile)(process.execPath, [`node_modules/.bin/${command}`, 'verify'], {
    env: { ...process.env, ...env },
  });
  assert.match(stdout, /^ok: the vendor takes the credentials/m);
}
await emulator.close();
console.log('Both verify commands of the packed packages find the credentials good.');

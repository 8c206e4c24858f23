import type { VerifyProgram } from '@polychat/core/cli';
import { zim } from './adapter.ts';
import type { ZimRegion } from './options.ts';

/** `npx @polychat/zim verify`. */
export const verifyProgram: VerifyProgram = {
  command: 'npx @polychat/zim',
  variables: [
    { name: 'ZIM_APP_ID', option: 'appId', about: "the app's AppID in the ZEGOCLOUD console" },
    {
      name: 'ZIM_SERVER_SECRET',
      option: 'serverSecret',
      about: "the app's ServerSecret in the ZEGOCLOUD console, 32 characters",
    },
    {
      name: 'ZIM_REGION',
      option: 'region',
      about: 'the servers to ask, such as frankfurt; unified where it is not set',
      isOptional: true,
    },
    {
      name: 'ZIM_BASE_URL',
      option: 'baseUrl',
      about: "an address instead of the region's, such as an emulator's",
      isOptional: true,
    },
  ],
  createAdapter: ({ appId, serverSecret = '', region, baseUrl }) =>
    zim({ appId: Number(appId), serverSecret, region: region as ZimRegion | undefined, baseUrl }),
};

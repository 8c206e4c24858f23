import type { VerifyProgram } from '@polychat/core/cli';
import { tencentIm } from './adapter.ts';
import type { TencentImRegion } from './options.ts';

/** `npx @polychat/tencent-im verify`. */
export const verifyProgram: VerifyProgram = {
  command: 'npx @polychat/tencent-im',
  variables: [
    { name: 'TENCENT_IM_SDK_APP_ID', option: 'sdkAppId', about: "the app's SDKAppID in the console" },
    {
      name: 'TENCENT_IM_SECRET_KEY',
      option: 'secretKey',
      about: "the app's key in the console, 64 hexadecimal characters",
    },
    {
      name: 'TENCENT_IM_REGION',
      option: 'region',
      about: 'where the app is at home, such as singapore',
      isOptional: true,
    },
    {
      name: 'TENCENT_IM_BASE_URL',
      option: 'baseUrl',
      about: "an address instead of the region's, such as an emulator's",
      isOptional: true,
    },
    {
      name: 'TENCENT_IM_ADMIN_USER_ID',
      option: 'adminUserId',
      about: 'an administrator of the app; administrator where it is not set',
      isOptional: true,
    },
  ],
  createAdapter({ sdkAppId, secretKey = '', region, baseUrl, adminUserId = 'administrator' }) {
    const credentials = { sdkAppId: Number(sdkAppId), secretKey, adminUserId };
    return tencentIm(
      baseUrl === undefined
        ? // The factory says what is wrong with one that is none, or missing.
          { ...credentials, region: region as TencentImRegion }
        : { ...credentials, baseUrl },
    );
  },
};

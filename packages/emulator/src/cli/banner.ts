import type { Emulator } from '../emulator.ts';

/** What is printed once everything listens: where, and with which (made-up) credentials. */
export function banner(emulator: Emulator, strict: boolean): string {
  const { url, zim, tencentIm } = emulator;
  const users = (count: number) => `${count} ${count === 1 ? 'user' : 'users'}`;
  return `Polychat emulator${strict ? ', with strict readings' : ''}

  Inbox page    ${url}/
  Control API   ${url}/control/state

  ZIM           baseUrl       ${zim.baseUrl}
                appId         ${zim.appId}
                serverSecret  ${zim.serverSecret}
                              ${users(zim.users.size)}

  Tencent IM    baseUrl       ${tencentIm.baseUrl}
                sdkAppId      ${tencentIm.sdkAppId}
                secretKey     ${tencentIm.secretKey}
                adminUserId   ${tencentIm.admins.join(', ')}
                              ${users(tencentIm.users.size)}

  Ctrl-C stops it.
`;
}

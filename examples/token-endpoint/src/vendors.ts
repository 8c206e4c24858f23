import type { UserMapping } from '@polychat/routing';
import { createClientToken as createTencentImToken } from '@polychat/tencent-im/token';
import { createClientToken as createZimToken } from '@polychat/zim/token';

/** What an app needs to log in. */
export interface Login {
  readonly vendor: string;
  /** The user's id at the vendor, under which the app must log in. */
  readonly userId: string;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Makes a login for one of your users. */
export type LoginMaker = (userId: string) => Promise<Login>;

/** How long a token lasts. A stolen one is good for that long, since neither vendor takes a single one back. */
const expiresInSeconds = 6 * 60 * 60;

/** Ids go to the vendor as they are. */
const sameIds: UserMapping = { toVendor: (userId) => userId, toApp: (userId) => userId };

/** Logins at ZIM. */
export function zimLogins(
  app: { readonly appId: number; readonly serverSecret: string },
  { toVendor }: UserMapping = sameIds,
): LoginMaker {
  return async (appUserId) => {
    const userId = toVendor(appUserId);
    return { vendor: 'zim', userId, ...(await createZimToken({ ...app, userId, expiresInSeconds })) };
  };
}

/** Logins at Tencent IM. */
export function tencentImLogins(
  app: { readonly sdkAppId: number; readonly secretKey: string },
  { toVendor }: UserMapping = sameIds,
): LoginMaker {
  return async (appUserId) => {
    const userId = toVendor(appUserId);
    return {
      vendor: 'tencentIm',
      userId,
      ...(await createTencentImToken({ ...app, userId, expiresInSeconds })),
    };
  };
}

import { type Chat, type ChatOptions, createChat } from '@polychat/core';
import { ensureUsers, senders } from '@polychat/routing';
import { tencentIm } from '@polychat/tencent-im';
import { ops, type People, type Region } from './people.ts';

/** An app at Tencent IM, as its console shows it. */
export interface TencentAccount {
  readonly sdkAppId: number;
  readonly secretKey: string;
  readonly baseUrl: string;
}

const adminUserId = 'administrator';

/** The old vendor in one region. Users have their own ids here, as they always had. */
export function tencentChat(
  region: Region,
  { sdkAppId, secretKey, baseUrl }: TencentAccount,
  people: People,
  options: ChatOptions,
): Chat {
  const { clock } = options;
  const adapter = tencentIm({ sdkAppId, secretKey, baseUrl, adminUserId });
  const chat = createChat(adapter, { ...options, name: `tencent-${region}` });
  const known = ensureUsers(chat, { profileOf: (userIds) => people.profilesOf(userIds), clock });
  // The product's own account is the administrator here, whom nobody has to register.
  return senders(known, { [ops]: adminUserId });
}

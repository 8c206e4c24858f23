import type { TencentImSettings } from '../tencent-im/options-schema.ts';
import type { JsonObject, Vendor } from '../vendor.ts';
import type { ZimSettings } from '../zim/options-schema.ts';

/** The options that say how the vendors behave: limits, switches and readings; not who and what exists. */
export function settingsOf(
  zim: ZimSettings,
  tencentIm: TencentImSettings,
): Readonly<Record<Vendor, JsonObject>> {
  const {
    appId: _id,
    serverSecret: _secret,
    users: _users,
    groups: _groups,
    rooms: _rooms,
    ...zimSettings
  } = zim;
  const {
    sdkAppId: _app,
    secretKey: _key,
    admins: _admins,
    users: _accounts,
    groups: _chats,
    ...tencentImSettings
  } = tencentIm;
  return { zim: zimSettings, tencentIm: tencentImSettings };
}

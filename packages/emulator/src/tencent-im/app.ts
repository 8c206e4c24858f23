import type { ServiceContext } from '../vendor-service.ts';
import { ExpiringMap } from '../world/bounded/expiring-map.ts';
import { SlidingWindows } from '../world/bounded/sliding-window.ts';
import { Devices } from '../world/devices.ts';
import { TencentImGroups } from './groups.ts';
import { FIXED } from './limits.ts';
import type { TencentImSettings } from './options-schema.ts';
import { PushProfiles } from './push-profiles.ts';

/** The emulated app: its settings, the framework's parts, and what it remembers of limits, groups and tags. */
export interface App extends ServiceContext {
  readonly options: TencentImSettings;
  readonly windows: SlidingWindows;
  readonly groups: TencentImGroups;
  readonly profiles: PushProfiles;
  readonly devices: Devices;
  /** Whose live groups were told that nothing is heard of them. */
  readonly interrupted: Set<string>;
  /** Accounts that were deleted; they cannot be imported again for a while. */
  readonly deleted: ExpiringMap<true>;
}

/** Puts an app together, with its groups from the options and their members as accounts. */
export function createApp(options: TencentImSettings, context: ServiceContext): App {
  const groups = new TencentImGroups(() => context.clock.now(), options.limits.groupMembers);
  for (const seed of options.groups) {
    for (const member of groups.put(seed).members.keys()) context.users.put(member);
  }
  return {
    ...context,
    options,
    windows: new SlidingWindows(),
    groups,
    profiles: new PushProfiles(),
    devices: new Devices(context.clock, context.users),
    interrupted: new Set(),
    deleted: new ExpiringMap(FIXED.reimportMs),
  };
}

import type { ServiceContext } from '../vendor-service.ts';
import type { SlidingWindows } from '../world/bounded/sliding-window.ts';
import type { Devices } from '../world/devices.ts';
import type { ZimGroups } from './groups.ts';
import type { ZimMessages } from './messages.ts';
import type { ZimSettings } from './options-schema.ts';
import type { ZimRooms } from './rooms.ts';

/** The emulated app: what its actions work on. */
export interface ZimApp extends ServiceContext {
  readonly options: ZimSettings;
  readonly windows: SlidingWindows;
  readonly history: ZimMessages;
  readonly groups: ZimGroups;
  readonly rooms: ZimRooms;
  readonly devices: Devices;
}

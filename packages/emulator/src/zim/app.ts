import type { ServiceContext } from '../vendor-service.ts';
import type { ZimGroups } from './groups.ts';
import type { ZimLimits } from './limits.ts';
import type { ZimMessages } from './messages.ts';
import type { ZimSettings } from './options-schema.ts';
import type { ZimRooms } from './rooms.ts';

/** The emulated app: what its actions work on. */
export interface ZimApp extends ServiceContext {
  readonly options: ZimSettings;
  readonly limits: ZimLimits;
  readonly history: ZimMessages;
  readonly groups: ZimGroups;
  readonly rooms: ZimRooms;
}

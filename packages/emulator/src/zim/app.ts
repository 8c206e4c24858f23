import type { JsonObject } from '../vendor.ts';
import type { VendorRequest } from '../vendor-request.ts';
import type { ServiceContext } from '../vendor-service.ts';
import type { ZimGroups } from './groups.ts';
import type { ZimLimits } from './limits.ts';
import type { ZimMessages } from './messages.ts';
import type { ZimOptions } from './options.ts';
import type { ZimRooms } from './rooms.ts';

/** The emulated app: what its actions work on. */
export interface ZimApp extends ServiceContext {
  readonly options: ZimOptions;
  readonly limits: ZimLimits;
  readonly history: ZimMessages;
  readonly groups: ZimGroups;
  readonly rooms: ZimRooms;
}

/** One action of the API. */
export interface ZimAction {
  readonly method: 'GET' | 'POST';
  /** True where the reply has a list of failed users, so that a fault for one recipient can stand there. */
  readonly perUser: boolean;
  /**
   * @returns the reply's members besides the envelope's; a `Code` among them replaces 0
   * @throws ZimRefusal to refuse the whole call
   */
  run(app: ZimApp, request: VendorRequest): JsonObject;
}

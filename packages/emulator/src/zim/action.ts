import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { ZimApp } from './app.ts';

/** One action of the API. */
export interface ZimAction {
  readonly method: 'GET' | 'POST';
  /** True where the reply has a list of failed users, so that a fault for one recipient can stand there. */
  readonly perUser: boolean;
  /**
   * @returns the reply's members besides the envelope's; a `Code` among them replaces 0
   * @throws Refusal to refuse the whole call
   */
  run(app: ZimApp, request: VendorRequest): JsonObject;
}

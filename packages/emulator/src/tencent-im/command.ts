import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { TencentImCode } from './codes.ts';
import type { Body } from './fields.ts';

/** A call that passed the gateway: UserSig and administrator are good, and the body is a JSON object. */
export interface Call {
  readonly request: VendorRequest;
  readonly body: Body;
  /** The administrator that calls. */
  readonly admin: string;
  /** When the call came, by the emulator's clock, in milliseconds. */
  readonly now: number;
}

/** One command of the REST API. */
export interface Command {
  /** Path without the first slash, such as `v4/openim/sendmsg`. */
  readonly path: string;
  readonly callsPerSecond: number;
  /** The code above that rate; 60007 when absent. */
  readonly tooFastCode?: TencentImCode;
  /** The service's code for a body that is no JSON object; the gateway's 60003 where the service has none. */
  readonly notJsonCode: TencentImCode;
  /** The names of the body's fields. */
  readonly fields: readonly string[];
  /** The code for a field of another name, where the reading is that such are refused. */
  readonly unknownFieldCode: TencentImCode;
  /** True where the reply has a list of failed users, so that a fault for one recipient can stand there. */
  readonly perUser: boolean;
  /**
   * Does it.
   * @returns what stands beside the three fields of the envelope, or over them.
   * @throws Refusal for everything that is answered with a code.
   */
  run(call: Call): JsonObject | Promise<JsonObject>;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject, Vendor } from '../vendor.ts';
import type { Fault } from './faults/fault.ts';

/** A request as it came over the wire, and what became of it. */
export interface RequestRecord {
  readonly id: number;
  readonly vendor: Vendor;
  readonly endpoint: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as text; only its beginning where it is very large. */
  readonly body: string;
  /** How many bytes the whole body has, where only its beginning is kept. */
  readonly wholeBodyBytes?: number;
  /** Milliseconds, by the emulator's clock. */
  readonly at: number;
  /** What the service found in the signature or UserSig. */
  authentication?: JsonObject;
  /** What the reply's code does not say, such as that the vendor has the command and the emulator does not serve it. */
  remark?: string;
  /** The faults that hit it. */
  faults?: readonly Fault[];
  /** Absent while it is being answered, and for ever where a fault kept the answer back. */
  reply?: RecordedReply;
}

/** What was answered. */
export interface RecordedReply {
  readonly status: number;
  /** How long it took, in milliseconds of the machine's clock, faults included. */
  readonly tookMs: number;
  /** Only its beginning where it is very large. */
  readonly body: string;
  /** How many bytes the whole body has, where only its beginning is kept. */
  readonly wholeBodyBytes?: number;
}

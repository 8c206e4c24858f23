import { asNumber, asText, defined, parseObject } from '../content/loose.ts';
import type { RequestRecord } from '../recorder.ts';
import type { Vendor } from '../vendor.ts';

/** A request in one line. */
export interface RequestBrief {
  readonly id: number;
  readonly vendor: Vendor;
  readonly endpoint: string;
  readonly method: string;
  readonly at: number;
  /** Size of the request's body, in characters. */
  readonly length: number;
  /** HTTP status; absent without a reply. */
  readonly status?: number;
  /** The vendor's code; absent without a reply, or with one that is not the vendor's. */
  readonly code?: number;
  readonly text?: string;
  /** The kinds of the faults that hit it. */
  readonly faults?: readonly string[];
}

export function requestBrief(record: RequestRecord): RequestBrief {
  const { id, vendor, endpoint, method, at, body, reply, faults } = record;
  const envelope = reply === undefined ? undefined : parseObject(reply.body);
  return defined({
    id,
    vendor,
    endpoint,
    method,
    at,
    length: body.length,
    status: reply?.status,
    code: asNumber(envelope?.[vendor === 'zim' ? 'Code' : 'ErrorCode']),
    text: asText(envelope?.[vendor === 'zim' ? 'Message' : 'ErrorInfo']),
    faults: faults?.map(({ kind }) => kind),
  });
}

import { asNumber, asObject, asText, defined, parseObject } from '../content/loose.ts';
import type { RequestRecord } from '../request-record.ts';
import type { Vendor } from '../vendor.ts';

/** A request in one line. */
export interface RequestBrief {
  readonly id: number;
  readonly vendor: Vendor;
  readonly endpoint: string;
  readonly method: string;
  readonly at: number;
  /** Size of the request's body: characters, or bytes where it is too large to be kept whole. */
  readonly length: number;
  /** HTTP status; absent without a reply. */
  readonly status?: number;
  /** The vendor's code; absent without a reply, or with one that is not the vendor's. */
  readonly code?: number;
  readonly text?: string;
  /** Who sends, as far as the body says. */
  readonly from?: string;
  /** Whom the call names: the first of them, and how many there are. */
  readonly to?: string;
  readonly recipients?: number;
  /** The kinds of the faults that hit it. */
  readonly faults?: readonly string[];
}

export function requestBrief(record: RequestRecord): RequestBrief {
  const { id, vendor, endpoint, method, at, body, wholeBodyBytes, reply, faults } = record;
  const envelope = reply === undefined ? undefined : parseObject(reply.body);
  return defined({
    id,
    vendor,
    endpoint,
    method,
    at,
    length: wholeBodyBytes ?? body.length,
    status: reply?.status,
    code: asNumber(envelope?.[vendor === 'zim' ? 'Code' : 'ErrorCode']) ?? codeAtStart(reply),
    text: asText(envelope?.[vendor === 'zim' ? 'Message' : 'ErrorInfo']),
    ...partiesOf(body),
    faults: faults?.map(({ kind }) => kind),
  });
}

/** The code of a reply that is not kept whole, and cannot be parsed any more. Both vendors put it first. */
function codeAtStart(reply: RequestRecord['reply']): number | undefined {
  if (reply?.wholeBodyBytes === undefined) return undefined;
  const found = /^\{(?:"ActionStatus":"\w*",)?"(?:Error)?Code":(\d+)/.exec(reply.body);
  return found === null ? undefined : Number(found[1]);
}

/** Where both vendors' bodies name the two sides. */
const fromFields = ['FromUserId', 'From_Account', 'Report_Account', 'Operator_Account'];
const toFields = [
  'ToUserId',
  'To_Account',
  'Peer_Account',
  'GroupId',
  'RoomId',
  'UserID',
  'UserInfo',
  'AccountList',
];

/** Bodies larger than this are not read again for a list. */
const maxRead = 32_768;

function partiesOf(body: string): Pick<RequestBrief, 'from' | 'to' | 'recipients'> {
  const fields = body.length > maxRead ? undefined : parseObject(body);
  if (fields === undefined) return {};
  const from = fromFields.map((name) => asText(fields[name])).find((name) => name !== undefined);
  const to = toFields.map((name) => fields[name]).find((value) => value !== undefined);
  if (!Array.isArray(to)) return defined({ from, to: asText(to) });
  const first = asText(to[0]) ?? asText(asObject(to[0]).UserId) ?? asText(asObject(to[0]).UserID);
  return defined({ from, to: first, recipients: to.length });
}

import { asArray, asNumber, asObject, asText, type Loose, parseObject } from '../content/loose.ts';
import type { RequestRecord } from '../http/request-record.ts';

/** Whom a call names. */
export interface RequestParties {
  /** Who sends, as far as the body says. */
  readonly from?: string;
  /** Users, or the group or room. */
  readonly to: readonly string[];
  /** True when the call carries a message. */
  readonly sends: boolean;
}

/** Somebody of a list whom the vendor refused. */
export interface FailedItem {
  readonly userId: string;
  /** Absent where the reply has none. */
  readonly code?: number;
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
  'DeleteItem',
  'CheckItem',
];
/** Where an item of a list names its user, and why it failed. */
const idFields = ['UserId', 'UserID', 'To_Account', 'Peer_Account'];
const codeFields = ['SubCode', 'ErrorCode', 'ResultCode'];

/** Bodies larger than this are not read again for a list. */
const maxRead = 32_768;

/** Reads a request's two sides; nothing from a body that is very large or no JSON. */
export function requestParties({ body }: RequestRecord): RequestParties {
  const fields = body.length > maxRead ? undefined : parseObject(body);
  if (fields === undefined) return { to: [], sends: false };
  const from = fromFields.map((name) => asText(fields[name])).find((name) => name !== undefined);
  const to = toFields.map((name) => fields[name]).find((value) => value !== undefined);
  const names = (Array.isArray(to) ? to : [to]).map(nameOf).filter((name) => name !== undefined);
  const sends = fields.MessageBody !== undefined || fields.MsgBody !== undefined;
  return { ...(from === undefined ? {} : { from }), to: names, sends };
}

/** Whom a reply names as failed, though the call as a whole may have succeeded. */
export function failedItems(reply: Loose | undefined): readonly FailedItem[] {
  if (reply === undefined) return [];
  const listed = [...asArray(reply.ErrorList), ...asArray(reply.ErrList), ...asArray(reply.ResultItem)]
    .map((item) => ({ userId: nameOf(item) ?? '', code: codeOf(asObject(item)) }))
    .filter(({ code }) => code !== 0)
    .map(({ userId, code }) => (code === undefined ? { userId } : { userId, code }));
  const bare = asArray(reply.FailAccounts).map((userId) => ({ userId: asText(userId) ?? '' }));
  return [...listed, ...bare];
}

/** The user that an item of a list names: the item itself, or one of its members. */
export function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object') return asText(item);
  const fields = asObject(item);
  return idFields.map((name) => asText(fields[name])).find((name) => name !== undefined);
}

function codeOf(item: Loose): number | undefined {
  return codeFields.map((name) => asNumber(item[name])).find((code) => code !== undefined);
}

import { asArray, asNumber, asObject, asText, type Loose, parseObject } from '../content/loose.ts';
import type { RequestRecord } from '../http/request-record.ts';
import type { Vendor } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';

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

/** Bodies larger than this are not read again for a list. */
const maxRead = 32_768;

/** Reads a request's two sides; nothing from a body that is very large or no JSON. */
export function requestParties({ vendor, body }: RequestRecord): RequestParties {
  const fields = body.length > maxRead ? undefined : parseObject(body);
  if (fields === undefined) return { to: [], sends: false };
  const { sender, recipients, content } = vendorModules[vendor].bodyNames;
  const from = sender.map((name) => asText(fields[name])).find((name) => name !== undefined);
  const to = recipients.map((name) => fields[name]).find((value) => value !== undefined);
  const names = (Array.isArray(to) ? to : [to])
    .map((item) => nameOf(vendor, item))
    .filter((name) => name !== undefined);
  const sends = fields[content] !== undefined;
  return { ...(from === undefined ? {} : { from }), to: names, sends };
}

/** Whom a reply names as failed, though the call as a whole may have succeeded. */
export function failedItems(vendor: Vendor, reply: Loose | undefined): readonly FailedItem[] {
  if (reply === undefined) return [];
  const { resultLists, failedIds } = vendorModules[vendor].bodyNames;
  const listed = resultLists
    .flatMap((name) => asArray(reply[name]))
    .map((item) => ({ userId: nameOf(vendor, item) ?? '', code: codeOf(vendor, asObject(item)) }))
    .filter(({ code }) => code !== 0)
    .map(({ userId, code }) => (code === undefined ? { userId } : { userId, code }));
  const bare = failedIds
    .flatMap((name) => asArray(reply[name]))
    .map((userId) => ({ userId: asText(userId) ?? '' }));
  return [...listed, ...bare];
}

/** The user that an item of a list names: the item itself, or one of its members. */
export function nameOf(vendor: Vendor, item: unknown): string | undefined {
  if (typeof item !== 'object') return asText(item);
  const fields = asObject(item);
  return vendorModules[vendor].bodyNames.itemUser
    .map((name) => asText(fields[name]))
    .find((name) => name !== undefined);
}

function codeOf(vendor: Vendor, item: Loose): number | undefined {
  return vendorModules[vendor].bodyNames.itemCode
    .map((name) => asNumber(item[name]))
    .find((code) => code !== undefined);
}

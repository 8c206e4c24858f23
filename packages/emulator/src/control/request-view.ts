import { asNumber, asText, defined, parseObject } from '../content/loose.ts';
import type { RequestRecord } from '../http/request-record.ts';
import type { Vendor } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';
import { codeMeaning } from './code-meaning.ts';
import { failedItems, requestParties } from './request-parties.ts';

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
  /** How long the reply took, in milliseconds; absent without a reply. */
  readonly tookMs?: number;
  /** The vendor's code; absent without a reply, or with one that is not the vendor's. */
  readonly code?: number;
  readonly text?: string;
  /** What the code means, where it is not 0. */
  readonly meaning?: string;
  /** What the code does not say, such as that the emulator does not serve a command that the vendor has. */
  readonly remark?: string;
  /** Who sends, as far as the body says. */
  readonly from?: string;
  /** Whom the call names: the first of them, and how many there are. */
  readonly to?: string;
  readonly recipients?: number;
  /** How many of a list failed, though the call as a whole succeeded. */
  readonly failed?: number;
  /** The kinds of the faults that hit it. */
  readonly faults?: readonly string[];
}

/** One of a list whom the vendor refused, with what its code means. */
export interface FailedRecipient {
  readonly userId: string;
  readonly code?: number;
  readonly meaning?: string;
}

/** A request whole, with whom its reply names as failed. */
export interface KeptRequest extends RequestRecord {
  /** The request in one line. */
  readonly brief: RequestBrief;
  readonly failed?: readonly FailedRecipient[];
  /** How many users' devices or histories got something of it. */
  readonly reached: number;
}

export function requestBrief(record: RequestRecord): RequestBrief {
  const { id, vendor, endpoint, method, at, body, wholeBodyBytes, reply, faults, remark } = record;
  const envelope = reply === undefined ? undefined : parseObject(reply.body);
  const members = vendorModules[vendor].replyMembers;
  const code = asNumber(envelope?.[members.code]) ?? codeAtStart(record);
  const { from, to } = requestParties(record);
  const failed = code === 0 ? failedItems(vendor, envelope).length : 0;
  return defined({
    id,
    vendor,
    endpoint,
    method,
    at,
    length: wholeBodyBytes ?? body.length,
    status: reply?.status,
    tookMs: reply?.tookMs,
    code,
    text: asText(envelope?.[members.text]),
    meaning: code === undefined || code === 0 ? undefined : codeMeaning(vendor, code),
    remark,
    from,
    to: to[0],
    recipients: to.length === 0 ? undefined : to.length,
    failed: failed === 0 ? undefined : failed,
    faults: faults?.map(({ kind }) => kind),
  });
}

/** Whom the reply names as failed. */
export function failedRecipients({ vendor, reply }: RequestRecord): readonly FailedRecipient[] {
  return failedItems(vendor, reply === undefined ? undefined : parseObject(reply.body)).map(
    ({ userId, code }) =>
      defined({ userId, code, meaning: code === undefined ? undefined : codeMeaning(vendor, code) }),
  );
}

/** True for what the vendor refused, in whole or for somebody, and for what got no answer of the vendor's. */
export function hasFailed({ code, failed }: RequestBrief): boolean {
  return code !== 0 || failed !== undefined;
}

/**
 * The code with which a message to this user was refused; nothing where it was taken, is unclear, or was no message.
 * A reply that was lost on its way refuses nothing.
 */
export function refusalFor(record: RequestRecord, userId: string): number | undefined {
  // Looks before it parses: most bodies do not name the user. One with escapes is parsed in any case.
  if (!record.body.includes(userId) && !record.body.includes('\\')) return undefined;
  const { to, sends } = requestParties(record);
  if (!sends || !to.includes(userId) || record.reply === undefined) return undefined;
  const failed = failedItems(record.vendor, parseObject(record.reply.body)).find(
    (item) => item.userId === userId,
  );
  if (failed?.code !== undefined) return failed.code;
  const { code } = requestBrief(record);
  return code === 0 ? undefined : code;
}

/** By what a person would look for: anything of the address, the request or the reply. */
export function requestMatches(record: RequestRecord, wanted: string): boolean {
  const { endpoint, url, body, reply } = record;
  return [endpoint, url, body, reply?.body].some((text) => text?.toLowerCase().includes(wanted));
}

/** The code of a reply that is not kept whole, and cannot be parsed any more: the vendors put it first. */
function codeAtStart({ vendor, reply }: RequestRecord): number | undefined {
  if (reply?.wholeBodyBytes === undefined) return undefined;
  const found = vendorModules[vendor].codeAtStart.exec(reply.body);
  return found === null ? undefined : Number(found[1]);
}

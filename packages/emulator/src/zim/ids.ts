import { Refusal } from '../dialect/refusal.ts';
import { zimCodes } from './codes.ts';

/** The messaging pages' list. Pages differ in single characters, which look like typing faults. */
const allowed = /^[0-9A-Za-z!#$%&()+\-:;<=.>?@[\]^_ {}|~]+$/;

/** Bytes of a user, group or room id. */
const maxIdBytes = 32;
/** QueryUserInfos and QueryUserOnlineState take longer ones in their schema. */
export const maxQueriedIdBytes = 64;

/** The code that an id is refused with, or nothing. Codes for characters and length are inferred. */
export function idCode(id: string, maxBytes: number = maxIdBytes): number | undefined {
  if (Buffer.byteLength(id) > maxBytes) return zimCodes.userIdTooLong;
  return allowed.test(id) ? undefined : zimCodes.invalidParameter;
}

/** @throws Refusal when the id is empty, too long, or holds a character that is not allowed */
export function checkId(field: string, id: string, maxBytes: number = maxIdBytes): void {
  const code = idCode(id, maxBytes);
  if (code !== undefined) throw new Refusal(code, `${field} is not a valid id`);
}

/** Group and room ids have no code of their own for their length. */
export function checkConversationId(field: string, id: string): void {
  if (idCode(id) !== undefined) throw new Refusal(zimCodes.invalidParameter, `${field} is not a valid id`);
}

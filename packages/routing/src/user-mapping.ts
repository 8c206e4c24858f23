import { ChatError, type Problem } from '@polychat/core';
import { atField, invalidField, misconfigured, rememberCause, safeCause } from '@polychat/core/combine';

/** How the ids of your users are written at a vendor. `toApp` must lead back from everything that `toVendor` makes. */
export interface UserEncoding {
  /** The id at the vendor. Never called with an empty id. The same id always gives the same. */
  toVendor(userId: string): string;
  /** Your id, or undefined where no id of yours is written so. */
  toApp(vendorId: string): string | undefined;
  /** The longest id that the vendor takes, in bytes of UTF-8. Default: no limit here; the chat may have one. */
  readonly maxBytes?: number;
}

/** The ids of a mapped chat, for what does not go through it, such as tokens for clients, webhooks and hooks. */
export interface UserMapping {
  /** The id at the vendor. Throws a `ChatError` with code `invalid_message` for an id that cannot be written there. */
  toVendor(userId: string): string;
  /** Your id, or undefined where no id of yours is written so. */
  toApp(vendorId: string): string | undefined;
}

/** An id at the vendor, or why there is none; the problem names the field `userId`. */
export type MappedUserId =
  | { readonly vendorId: string; readonly problem?: undefined }
  | { readonly vendorId?: undefined; readonly problem: Problem };

/** An encoding that is watched: it must lead back, so that two users never become one. */
export class WatchedEncoding implements UserMapping {
  readonly #encoding: UserEncoding;

  constructor(encoding: UserEncoding) {
    for (const method of ['toVendor', 'toApp'] as const) {
      if (typeof encoding?.[method] === 'function') continue;
      throw misconfigured(`mapUsers: encoding: must have the methods toVendor, toApp`, 'encoding');
    }
    const { maxBytes } = encoding;
    if (maxBytes !== undefined && !(typeof maxBytes === 'number' && maxBytes >= 1)) {
      throw misconfigured(`mapUsers: encoding.maxBytes: must be at least 1`, 'encoding.maxBytes');
    }
    this.#encoding = encoding;
  }

  map(userId: string): MappedUserId {
    if (userId === '') return { problem: invalidField('userId', 'must not be empty') };
    const encoding = this.#encoding;
    try {
      const vendorId = encoding.toVendor(userId);
      if (typeof vendorId !== 'string' || encoding.toApp(vendorId) !== userId) return { problem: noWayBack };
      const { maxBytes } = encoding;
      // A UTF-16 code unit is three bytes of UTF-8 at most.
      if (maxBytes === undefined || vendorId.length * 3 <= maxBytes) return { vendorId };
      const actual = new TextEncoder().encode(vendorId).length;
      return actual <= maxBytes ? { vendorId } : { problem: tooLong(maxBytes, actual) };
    } catch (error) {
      const problem = invalidField('userId', 'the encoding threw');
      return { problem: rememberCause(problem, safeCause(error)) };
    }
  }

  /** As `map`, for a field of the message. Throws a `ChatError` that names it. */
  mapField(userId: string, field: string): string {
    const { vendorId, problem } = this.map(userId);
    if (problem) throw new ChatError(atField(problem, field));
    return vendorId;
  }

  toVendor(userId: string): string {
    if (typeof userId !== 'string') throw new ChatError(invalidField('userId', 'must be a string'));
    return this.mapField(userId, 'userId');
  }

  toApp(vendorId: string): string | undefined {
    try {
      const userId = this.#encoding.toApp(vendorId);
      return typeof userId === 'string' ? userId : undefined;
    } catch {
      return undefined;
    }
  }
}

const noWayBack = invalidField('userId', 'the encoding does not lead back from what it makes of this id');

function tooLong(max: number, actual: number): Problem {
  return invalidField('userId', `must be at most ${max} bytes long as the vendor gets it`, {
    max,
    unit: 'bytes',
    actual,
  });
}

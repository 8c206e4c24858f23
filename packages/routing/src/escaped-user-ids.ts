import { misconfigured } from '@polychat/core/combine';
import type { UserEncoding } from './user-mapping.ts';

/** The options of `escapedUserIds`. */
export interface EscapedUserIdsOptions {
  /** What an id begins with that had to be changed: 1 to 8 letters, digits, `_` and `-`. Default `x-`. */
  readonly prefix?: string;
  /** Characters that the vendor takes beside letters, digits, `_` and `-`: printable ASCII. Default: none. */
  readonly alsoAllowed?: string;
  /** The longest id that the vendor takes, in bytes, as both documented ones do: 32 by default. */
  readonly maxBytes?: number;
}

/**
 * The built-in encoding. An id that consists of letters, digits, `_` and `-`, and of `alsoAllowed`, stays as it is.
 * Any other becomes the prefix, and behind it the id with `_` and two hexadecimal digits for a character up to U+00FF
 * that is not allowed, `__` and four for each UTF-16 code unit above: `bob@example.com` becomes
 * `x-bob_40example_2ecom`. An id that begins with the prefix gets it once more, so no two ids ever become one.
 *
 * Throws a `ChatError` with code `misconfigured` for options that do not fit.
 */
export function escapedUserIds(options: EscapedUserIdsOptions = {}): UserEncoding {
  const { prefix = 'x-', alsoAllowed = '', maxBytes = 32, ...others } = options ?? {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw bad(unknown, 'no such option');
  if (typeof prefix !== 'string' || !/^[\w-]{1,8}$/.test(prefix)) {
    throw bad('prefix', 'must be 1 to 8 letters, digits, "_" and "-"');
  }
  if (typeof alsoAllowed !== 'string' || !/^[\x20-\x7e]*$/.test(alsoAllowed)) {
    throw bad('alsoAllowed', 'must be a string of printable ASCII');
  }
  if (!Number.isInteger(maxBytes) || maxBytes < 1) throw bad('maxBytes', 'must be an integer, at least 1');
  const extra = new Set(alsoAllowed);
  const isPlain = (character: string) => /^[\w-]$/.test(character) || extra.has(character);
  const isAllowed = allowedBy(alsoAllowed);

  const toVendor = (userId: string) => {
    if (isAllowed.test(userId) && !userId.startsWith(prefix)) return userId;
    let escaped = prefix;
    for (let at = 0; at < userId.length; at += 1) {
      const character = userId.charAt(at);
      escaped += isPlain(character) && character !== '_' ? character : escapedUnit(userId.charCodeAt(at));
    }
    return escaped;
  };
  return Object.freeze({
    maxBytes,
    toVendor,
    toApp(vendorId: string) {
      const userId = vendorId.startsWith(prefix) ? unescaped(vendorId.slice(prefix.length)) : vendorId;
      // Somebody else may have made the id: only what we would write ourselves is ours.
      return toVendor(userId) === vendorId ? userId : undefined;
    },
  });
}

function bad(option: string, message: string) {
  return misconfigured(`escapedUserIds: ${option}: ${message}`, option);
}

/** Ids that stay as they are. The empty one does not. */
function allowedBy(alsoAllowed: string): RegExp {
  const escaped = alsoAllowed.replace(/[\\\]^-]/g, '\\$&');
  return new RegExp(`^[\\w${escaped}-]+$`);
}

function escapedUnit(unit: number): string {
  return unit <= 0xff ? `_${hex(unit, 2)}` : `__${hex(unit, 4)}`;
}

function hex(unit: number, digits: number): string {
  return unit.toString(16).padStart(digits, '0');
}

function unescaped(body: string): string {
  return body.replace(/__([0-9a-f]{4})|_([0-9a-f]{2})/g, (_all, long?: string, short?: string) =>
    String.fromCharCode(Number.parseInt(long ?? short ?? '', 16)),
  );
}

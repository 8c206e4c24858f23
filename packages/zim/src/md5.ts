import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { once } from '@polychat/core/adapter';

/** The part of `node:crypto` that is used here. */
interface Crypto {
  hash?(algorithm: 'md5', text: string): string;
}

/** The runtime's own, which takes a sixth of the time; absent on some runtimes, and where MD5 is forbidden (FIPS). */
const ownHash = once(findOwnHash);

function findOwnHash(): ((text: string) => string) | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  try {
    const crypto = process?.getBuiltinModule?.('node:crypto') as Crypto | undefined;
    return crypto?.hash?.('md5', 'abc') === portableMd5Hex('abc')
      ? (text) => crypto.hash?.('md5', text) ?? portableMd5Hex(text)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The MD5 of a string's UTF-8 bytes, as 32 lower-case hexadecimal digits. */
export function md5Hex(text: string): string {
  return (ownHash() ?? portableMd5Hex)(text);
}

/** As `md5Hex`, on any runtime. */
export function portableMd5Hex(text: string): string {
  return bytesToHex(md5(utf8ToBytes(text)));
}

import { textOf } from '../tencent-im/codes.ts';
import type { Vendor } from '../vendor.ts';
import { zimCodeMeaning } from '../zim/code-meanings.ts';

/** @returns what a vendor's code means, in a sentence; nothing for one that the emulator does not raise by itself */
export function codeMeaning(vendor: Vendor, code: number): string | undefined {
  if (vendor === 'zim') return zimCodeMeaning(code);
  const text = textOf(code);
  return text === `error ${code}` ? undefined : text;
}

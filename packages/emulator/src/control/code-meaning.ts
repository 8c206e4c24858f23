import { codeMeaning as tencentImCodeMeaning } from '../tencent-im/codes.ts';
import type { Vendor } from '../vendor.ts';
import { zimClientCodeMeaning } from '../zim/client-codes.ts';
import { zimCodeMeaning } from '../zim/codes.ts';

/** @returns what a vendor's code means, in a sentence; nothing for one that the emulator does not raise by itself */
export function codeMeaning(vendor: Vendor, code: number): string | undefined {
  if (vendor === 'tencentIm') return tencentImCodeMeaning(code);
  return zimCodeMeaning(code) ?? zimClientCodeMeaning(code);
}

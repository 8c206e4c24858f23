import type { Vendor } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';

/** @returns what a vendor's code means, in a sentence; nothing for one that the emulator does not raise by itself */
export function codeMeaning(vendor: Vendor, code: number): string | undefined {
  return vendorModules[vendor].codeMeaning(code);
}

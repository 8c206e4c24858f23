import type { Emulator } from '../emulator.ts';
import type { Vendor } from '../vendor.ts';
import type { VendorGroups } from '../vendor-groups.ts';
import { vendorModules } from '../vendors.ts';

/** One vendor's groups and rooms. */
export function groupsOf(emulator: Emulator, vendor: Vendor): VendorGroups {
  return vendorModules[vendor].groups(emulator[vendor], () => emulator.now());
}

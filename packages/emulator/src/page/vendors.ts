import { tencentImPage } from '../tencent-im/page.ts';
import type { Vendor } from '../vendor.ts';
import { zimPage } from '../zim/page.ts';
import type { VendorPage } from './vendor-page.ts';

/** What the page knows of each vendor, in the order of the page. A vendor is a folder and a line here. */
export const vendorPages: Readonly<Record<Vendor, VendorPage>> = { zim: zimPage, tencentIm: tencentImPage };

/** In the order of the page. */
export const vendorOrder: readonly [Vendor, ...Vendor[]] = Object.keys(vendorPages) as [Vendor, ...Vendor[]];

/** Makes something for each vendor. */
export function forVendors<Made>(make: (vendor: Vendor) => Made): Readonly<Record<Vendor, Made>> {
  return Object.fromEntries(vendorOrder.map((vendor) => [vendor, make(vendor)])) as Record<Vendor, Made>;
}

export const vendorNames = forVendors((vendor) => vendorPages[vendor].name);

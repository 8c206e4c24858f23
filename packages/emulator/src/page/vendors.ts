import { tencentImPage } from '../tencent-im/page.ts';
import { forEachVendor, type Vendor, vendors } from '../vendor.ts';
import { zimPage } from '../zim/page.ts';
import type { VendorPage } from './vendor-page.ts';

/** What the page knows of each vendor. A vendor is a folder and a line here. */
export const vendorPages: Readonly<Record<Vendor, VendorPage>> = { zim: zimPage, tencentIm: tencentImPage };

/** In the order of the page. There is at least one. */
export const vendorOrder = vendors as readonly [Vendor, ...Vendor[]];

export const vendorNames: Readonly<Record<Vendor, string>> = forEachVendor(
  (vendor) => vendorPages[vendor].name,
);

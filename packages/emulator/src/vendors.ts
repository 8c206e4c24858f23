import { tencentIm } from './tencent-im/vendor.ts';
import type { Vendor } from './vendor.ts';
import type { VendorModule } from './vendor-module.ts';
import { zim } from './zim/vendor.ts';

const modules = { zim, tencentIm };

/** Each vendor's module with its own types, of which the public types of the options are checked. */
export type VendorModules = typeof modules;

/** The vendors, each by the name that options and records have for it. A vendor is a folder and a line here. */
export const vendorModules: Readonly<Record<Vendor, VendorModule>> = modules;

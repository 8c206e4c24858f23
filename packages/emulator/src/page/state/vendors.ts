import type { Vendor } from '../../vendor.ts';

export const vendorNames: Readonly<Record<Vendor, string>> = { zim: 'ZIM', tencentIm: 'Tencent IM' };

/** In the order of the page. */
export const vendorOrder: readonly Vendor[] = ['zim', 'tencentIm'];

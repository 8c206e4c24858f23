import type { Vendor } from '@polychat/emulator';
import type { UserMapping } from '@polychat/routing';

/** What a user is called at a vendor; undefined where the vendor can have no such user. */
export type VendorIds = (vendor: Vendor, userId: string) => string | undefined;

/** Ids are the product's own at Tencent IM, and mapped at ZIM. */
export function vendorIds(zim: UserMapping): VendorIds {
  return (vendor, userId) => {
    if (vendor === 'tencentIm') return userId;
    try {
      return zim.toVendor(userId);
    } catch {
      return undefined;
    }
  };
}

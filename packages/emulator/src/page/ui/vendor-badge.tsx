import type { Vendor } from '../../vendor.ts';
import { vendorNames } from '../state/vendors.ts';

/** Names the vendor in its colour. */
export function VendorBadge({ vendor, short = false }: { vendor: Vendor; short?: boolean }) {
  return (
    <span class="vendor-badge" data-vendor={vendor} title={vendorNames[vendor]}>
      {short ? (vendor === 'zim' ? 'ZIM' : 'TIM') : vendorNames[vendor]}
    </span>
  );
}

import type { Vendor } from '../../vendor.ts';
import { vendorPages } from '../vendors.ts';

/** Names the vendor in its colour. */
export function VendorBadge({ vendor, short = false }: { vendor: Vendor; short?: boolean }) {
  const { name, badge } = vendorPages[vendor];
  return (
    <span class="vendor-badge" data-vendor={vendor} title={name}>
      {short ? badge : name}
    </span>
  );
}

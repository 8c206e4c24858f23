import type { EmulatorOptions } from '../options.ts';
import { forEachVendor, type Vendor } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';

/** The options with each vendor's strict readings; what they say themselves goes first. */
export function withStrictReadings(options: EmulatorOptions): EmulatorOptions {
  // Which vendor has which readings, the registry's type does not keep.
  const strict = forEachVendor((vendor) => ({
    ...options[vendor],
    readings: { ...vendorModules[vendor].strictReadings, ...options[vendor]?.readings },
  })) as Pick<EmulatorOptions, Vendor>;
  return { ...options, ...strict };
}

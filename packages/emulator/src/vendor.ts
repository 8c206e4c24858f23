/** The vendors that the emulator stands in for. */
export type Vendor = 'zim' | 'tencentIm';

/** A record, so that the compiler asks for each of them; their order is that of every list of vendors. */
const named: Readonly<Record<Vendor, true>> = { zim: true, tencentIm: true };

export const vendors = Object.keys(named) as readonly Vendor[];

/** One thing for each vendor, by its name. */
export function forEachVendor<Thing>(make: (vendor: Vendor) => Thing): Record<Vendor, Thing> {
  return Object.fromEntries(vendors.map((vendor) => [vendor, make(vendor)])) as Record<Vendor, Thing>;
}

/** What `JSON.stringify` can write; ids beyond 2^53 are `BareNumber`s. */
export type JsonObject = Record<string, unknown>;

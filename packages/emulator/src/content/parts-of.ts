import type { JsonObject, Vendor } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';
import { type Part, textOfPart } from './part.ts';

/** What a message shows, read from the vendor's own form. */
export function partsOf(vendor: Vendor, content: JsonObject): readonly Part[] {
  return vendorModules[vendor].parts(content);
}

/** The parts in one line. */
export function previewOf(parts: readonly Part[]): string {
  return parts.map(textOfPart).join(' ').replace(/\s+/g, ' ').trim();
}

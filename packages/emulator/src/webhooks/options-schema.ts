import * as z from 'zod';
import { forEachVendor, type Vendor } from '../vendor.ts';
import { type VendorModules, vendorModules } from '../vendors.ts';

type WebhookSchemas = {
  readonly [Name in Vendor]: z.ZodOptional<VendorModules[Name]['webhookSchema']>;
};

// Which vendor has which schema, the registry's type does not keep.
const webhookSchemas = forEachVendor((vendor) =>
  vendorModules[vendor].webhookSchema.optional(),
) as WebhookSchemas;

/** Checks `WebhookOptions` and fills in the defaults. */
export const webhookOptionsSchema = z.strictObject({
  ...webhookSchemas,
  maxDeliveries: z.int().min(1).default(1000),
});

import * as z from 'zod';
import { parseAuthority } from './http/guard/authority.ts';
import { forEachVendor, type Vendor } from './vendor.ts';
import { type VendorModules, vendorModules } from './vendors.ts';
import { webhookOptionsSchema } from './webhooks/options-schema.ts';

const hostSchema = z
  .string()
  .refine(
    (text) => parseAuthority(text) !== undefined,
    'must be a host name, with or without a port, such as emulator.internal or emulator.internal:8080',
  );

type AppSchemas = { readonly [Name in Vendor]: VendorModules[Name]['optionsSchema'] };

// Which vendor has which schema, the registry's type does not keep.
const appSchemas = forEachVendor((vendor) => vendorModules[vendor].optionsSchema) as AppSchemas;

/** Checks `EmulatorOptions` and fills in the defaults. Strict: an option that the emulator does not know is an error. */
export const emulatorOptionsSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(0),
  allowedHosts: z.array(hostSchema).default([]),
  ...appSchemas,
  webhooks: webhookOptionsSchema.prefault({}),
  maxMessages: z.int().min(1).default(50_000),
  maxRequests: z.int().min(1).default(1000),
  maxRecordedBytes: z
    .int()
    .min(64 * 1024)
    .default(64 * 1024 * 1024),
  maxBodyBytes: z
    .int()
    .min(1)
    .default(4 * 1024 * 1024),
});

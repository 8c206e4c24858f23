export { zim } from './adapter.ts';
export type { ZimOptions, ZimRegion } from './options.ts';
export type { ZimPushImage, ZimVendorFields } from './vendor-fields.ts';

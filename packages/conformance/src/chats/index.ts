/** A vendor in memory, and the rules that a chat made of other chats must keep. */
export { InboxVendor } from './inbox-vendor.ts';
export type { CallFate, Fate, InboxVendorOptions } from './inbox-vendor-options.ts';
export type { Posted, PostedCommand } from './posted.ts';

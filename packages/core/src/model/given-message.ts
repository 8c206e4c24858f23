import type { BroadcastMessage, MessageFields } from './message.ts';

/** A message of which only what it says is known; a copy that its owner cannot change. */
export type GivenMessage = Omit<MessageFields, 'vendor'> & { readonly vendor?: VendorEntries };
export type GivenBroadcast = Omit<BroadcastMessage, 'vendor'> & { readonly vendor?: VendorEntries };
type VendorEntries = Readonly<Record<string, unknown>>;

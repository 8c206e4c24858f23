import type { BroadcastMessage, GroupMessage, MessageFields, RoomMessage } from './message.ts';

/** A message of which only what it says is known; a copy that its owner cannot change. */
export type GivenMessage = Given<MessageFields>;
export type GivenBroadcast = Given<BroadcastMessage>;
export type GivenGroupMessage = Given<GroupMessage>;
export type GivenRoomMessage = Given<RoomMessage>;

type Given<Message extends MessageFields> = Omit<Message, 'vendor'> & { readonly vendor?: VendorEntries };
type VendorEntries = Readonly<Record<string, unknown>>;

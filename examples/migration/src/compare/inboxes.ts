import type { Emulator, InboxMessage, JsonObject, Vendor } from '@polychat/emulator';
import type { VendorIds } from './vendor-ids.ts';

/** A message as a user's device has it. */
export interface Received {
  readonly vendor: Vendor;
  /** What the app wrote: the post's id. */
  readonly text: string;
  readonly metadata: string | undefined;
}

/** What each user's devices have, by the product's own ids. */
export type Inboxes = ReadonlyMap<string, readonly Received[]>;

/** Reads what these users' devices have at both vendors in all regions. */
export function readInboxes(
  userIds: Iterable<string>,
  emulators: readonly Emulator[],
  idAt: VendorIds,
): Inboxes {
  const inboxOf = (userId: string) =>
    (['tencentIm', 'zim'] as const).flatMap((vendor) => {
      const id = idAt(vendor, userId);
      if (id === undefined) return [];
      return emulators.flatMap((emulator) => emulator.inbox(id, { vendor }).map(read));
    });
  return new Map([...new Set(userIds)].map((userId) => [userId, inboxOf(userId)]));
}

function read({ vendor, content }: InboxMessage): Received {
  if (vendor === 'zim') {
    return { vendor, text: String(content.Message), metadata: string(content.ExtendedData) };
  }
  const [element] = content.MsgBody as readonly { readonly MsgContent: JsonObject }[];
  return { vendor, text: String(element?.MsgContent.Text), metadata: string(content.CloudCustomData) };
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

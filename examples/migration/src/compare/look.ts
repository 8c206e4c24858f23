import type { Emulator } from '@polychat/emulator';
import { wronglyShown } from './clients.ts';
import { type Comparison, compare } from './compare.ts';
import { readInboxes } from './inboxes.ts';
import type { Entry } from './ledger.ts';
import type { VendorIds } from './vendor-ids.ts';

/** Looks into the inboxes of all whom these messages are for, and compares. */
export function look(entries: readonly Entry[], emulators: readonly Emulator[], idAt: VendorIds): Comparison {
  const userIds = entries.map(({ userId }) => userId);
  const inboxes = readInboxes(userIds, emulators, idAt);
  const comparison = compare(entries, inboxes);
  return { ...comparison, faults: [...comparison.faults, ...wronglyShown(inboxes)] };
}

import type { AppChats } from '../app/chat.ts';
import { ops, type People } from '../app/people.ts';
import type { VendorIds } from '../compare/vendor-ids.ts';
import type { World } from '../world/vendors.ts';
import { cast } from './cast.ts';

/** The product as it was before the move: all its users are known to Tencent IM, and nobody to ZIM. */
export function liveAtTencent({ vendors }: World, people: People): void {
  for (const { tencentIm } of Object.values(vendors)) {
    for (const { userId } of people.all()) tencentIm.users.put(userId);
  }
}

/** What is done at ZIM before anybody moves. Returns what there is to tell of it. */
export async function prepareZim(
  { zim, zimIds }: AppChats,
  world: World,
  people: People,
  idAt: VendorIds,
): Promise<readonly string[]> {
  // First: who cannot be written at ZIM? They should get another id in the product. Here, nobody gives them one.
  const told: string[] = [];
  const misfits = new Set<string>();
  for await (const { userId, problem } of zimIds.audit(
    people.all().map(({ userId }) => userId),
    { from: ops },
  )) {
    misfits.add(userId);
    told.push(`audit: ${userId}: ${problem.message}`);
  }

  // Then everybody else, in all regions, since somebody may write from one to the other.
  const users = people.all().filter(({ userId }) => !misfits.has(userId));
  const { accepted, failed, unconfirmed } = await zim.registerUsers([
    { userId: ops, name: 'Operations' },
    ...users.map(({ userId, name }) => ({ userId, name })),
  ]);
  told.push(
    `registered at ZIM in all regions: ${accepted.length}, failed ${failed.length}, unconfirmed ${unconfirmed.length}`,
  );
  copyBlocklist(world, idAt);
  return told;
}

/** Copies who has blocked whom, which the product does with the vendors' own commands. */
function copyBlocklist({ vendors, clock }: World, idAt: VendorIds): void {
  for (const emulator of Object.values(vendors)) {
    for (const vendor of ['tencentIm', 'zim'] as const) {
      const blocker = emulator[vendor].users.get(idAt(vendor, cast.blocker) ?? '');
      const blocked = idAt(vendor, cast.blocked);
      if (blocker && blocked) blocker.blocked.set(blocked, clock.now());
    }
  }
}

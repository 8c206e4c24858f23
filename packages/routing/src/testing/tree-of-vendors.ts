import type { SimulatedClock } from '@polychat/core/testing';
import { inTurn } from './in-turn.ts';
import { InboxVendor } from './inbox-vendor.ts';
import { type BuiltTree, buildTree, type Tree } from './random-trees.ts';

/** A tree of chats with vendors in memory, at which things go wrong in turn. */
export function treeOf(root: Tree, clock: SimulatedClock): BuiltTree<InboxVendor> {
  return buildTree(root, clock, (name, { fates, callFates, maxItems, slow }) => {
    const wait = () => new Promise<void>((resolve) => void clock.schedule(resolve, 20));
    return new InboxVendor({
      name,
      clock,
      maxItems,
      fateOf: inTurn(fates),
      callFate: inTurn(callFates),
      ...(slow && { beforeReply: wait }),
      chat: { maxInFlight: 2 },
    });
  });
}

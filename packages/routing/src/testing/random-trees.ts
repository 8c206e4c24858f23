import type { Chat, Clock } from '@polychat/core';
import fc from 'fast-check';
import { ensureUsers } from '../ensure-users/ensure-users.ts';
import { escapedUserIds } from '../escaped-user-ids.ts';
import { failover } from '../failover/failover.ts';
import { mapUsers } from '../map-users.ts';
import { migration } from '../migration/migration.ts';
import type { RolloutUnit } from '../migration/rollout.ts';
import { type MigrationStage, migrationStages } from '../migration/stage.ts';
import { routeBy } from '../route-by.ts';
import { senders } from '../senders.ts';
import { inTurn } from './in-turn.ts';
import type { CallFate, Fate } from './inbox-vendor.ts';

/** What goes wrong at one vendor; drawn anew for each call and each recipient. */
export interface Trouble {
  readonly fates: readonly Fate[];
  readonly callFates: readonly CallFate[];
  readonly maxItems: number;
  readonly slow: boolean;
}

/** A tree of chats: a vendor, or one of our functions over others. */
export type Tree =
  | { readonly kind: 'vendor'; readonly trouble: Trouble }
  | { readonly kind: 'senders' | 'mapUsers'; readonly of: Tree }
  | { readonly kind: 'ensureUsers'; readonly of: Tree; readonly ahead: boolean }
  | {
      readonly kind: 'routeBy';
      readonly of: readonly Tree[];
      readonly picks: readonly number[];
      readonly isAsync: boolean;
    }
  | { readonly kind: 'failover'; readonly of: readonly Tree[]; readonly overflow: boolean }
  | {
      readonly kind: 'migration';
      readonly of: readonly [Tree, Tree];
      /** What the flag service says, one after the other. */
      readonly stages: readonly MigrationStage[];
      readonly rollouts: readonly number[];
      readonly unit: RolloutUnit;
      readonly envelope: boolean;
      readonly rehearse: boolean;
    };

const trouble: fc.Arbitrary<Trouble> = fc.record({
  fates: fc.array(fc.constantFrom<Fate>('accepted', 'accepted', 'accepted', 'refused', 'lost'), {
    minLength: 1,
    maxLength: 5,
  }),
  callFates: fc.array(
    fc.constantFrom<CallFate>(
      'answered',
      'answered',
      'answered',
      'answered',
      'not_sent',
      'unknown',
      'silent',
      'unavailable',
      'forbidden',
    ),
    { minLength: 1, maxLength: 5 },
  ),
  maxItems: fc.constantFrom(1, 2, 10),
  slow: fc.boolean(),
});

const kind = <Kind extends Tree['kind']>(name: Kind) => fc.constant(name);

/** Any tree of all our functions, a few chats deep. */
export const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    { weight: 2, arbitrary: fc.record({ kind: kind('vendor'), trouble }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('senders'), of: tie('tree') }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('mapUsers'), of: tie('tree') }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: kind('ensureUsers'), of: tie('tree'), ahead: fc.boolean() }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: kind('routeBy'),
        of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        // Beyond the chats are those whom the look-up does not know, gets wrong, throws for and never answers for.
        picks: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 6 }),
        isAsync: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: kind('failover'),
        of: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
        overflow: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: kind('migration'),
        of: fc.tuple(tie('tree'), tie('tree')),
        stages: fc.array(fc.constantFrom(...migrationStages), { minLength: 1, maxLength: 3 }),
        rollouts: fc.array(fc.constantFrom(0, 0.3, 0.7, 1), { minLength: 1, maxLength: 2 }),
        unit: fc.constantFrom<RolloutUnit>('conversation', 'user'),
        envelope: fc.boolean(),
        rehearse: fc.boolean(),
      }),
    },
  ),
}));

/** The ids to which random trees send: some need an encoding, and one fits nobody. */
export const userIds = fc.array(
  fc.constantFrom('a', 'b', 'c@d', 'e f', 'x-g', 'h'.repeat(33), 'i', 'j', ''),
  { minLength: 1, maxLength: 8 },
);

/** A vendor at an end of a tree. */
interface Leaf<Vendor> {
  /** The name of its chat. */
  readonly name: string;
  readonly vendor: Vendor;
  /** The id by which it knows a user. */
  idOf(userId: string): string;
}

/** A tree that was built. */
export interface BuiltTree<Vendor> {
  readonly chat: Chat;
  readonly leaves: readonly Leaf<Vendor>[];
  /** How many copies of a message a recipient may get, since something below writes to two vendors. */
  readonly mostCopies: number;
}

/** Builds a tree of chats whose names are all different. `createVendor` makes a chat of this name at an end of it. */
export function buildTree<Vendor extends { readonly chat: Chat }>(
  root: Tree,
  clock: Clock,
  createVendor: (name: string, trouble: Trouble) => Vendor,
): BuiltTree<Vendor> {
  let names = 0;
  const build = (one: Tree): BuiltTree<Vendor> => {
    names += 1;
    const number = names;
    if (one.kind === 'vendor') {
      const name = `vendor${number}`;
      const vendor = createVendor(name, one.trouble);
      return { chat: vendor.chat, leaves: [{ name, vendor, idOf: (id) => id }], mostCopies: 1 };
    }
    const name = `${one.kind}${number}`;
    if (one.kind === 'routeBy' || one.kind === 'failover') {
      const parts = one.of.map(build);
      const chats = parts.map(({ chat }) => chat);
      return {
        chat:
          one.kind === 'routeBy'
            ? routeBy(pickOf(one, chats), chats, {
                name,
                clock,
                bufferSize: 2,
                pickBatchSize: 3,
                pickGroup: pickOf(one, chats),
              })
            : failover(chats, { name, clock, overflow: one.overflow }),
        leaves: parts.flatMap(({ leaves }) => leaves),
        mostCopies: Math.max(...parts.map(({ mostCopies }) => mostCopies)),
      };
    }
    if (one.kind === 'migration') {
      const [from, to] = [build(one.of[0]), build(one.of[1])];
      const { unit, envelope, rehearse } = one;
      const [stage, rollout] = [inTurn(one.stages), inTurn(one.rollouts)];
      return {
        chat: migration({
          from: from.chat,
          to: to.chat,
          name,
          clock,
          unit,
          envelope,
          rehearse,
          stage,
          rollout,
        }),
        leaves: [...from.leaves, ...to.leaves],
        mostCopies: from.mostCopies + to.mostCopies,
      };
    }
    const inner = build(one.of);
    if (one.kind === 'senders') return { ...inner, chat: senders(inner.chat, { ops: 'administrator' }) };
    if (one.kind === 'ensureUsers') {
      return { ...inner, chat: ensureUsers(inner.chat, { ahead: one.ahead, clock }) };
    }
    const encoding = escapedUserIds();
    return {
      ...inner,
      chat: mapUsers(inner.chat, encoding),
      leaves: inner.leaves.map(({ idOf, ...leaf }) => ({
        ...leaf,
        idOf: (userId) => idOf(encoding.toVendor(userId)),
      })),
    };
  };
  return build(root);
}

/** A look-up that always has the same answer for a user, or goes wrong for them. */
function pickOf({ picks, isAsync }: Extract<Tree, { kind: 'routeBy' }>, chats: readonly Chat[]) {
  const pick = (userId: string): string | undefined | Promise<string> => {
    const hash = [...userId].reduce((sum, character) => sum + character.charCodeAt(0), 0);
    const picked = picks[hash % picks.length] ?? 0;
    if (picked < 4) return chats[picked % chats.length]?.name;
    if (picked === 4) return undefined;
    if (picked === 5) throw new Error('the directory is down');
    return isAsync ? new Promise<string>(() => {}) : 'nobody';
  };
  return isAsync ? async (userId: string) => pick(userId) : pick;
}

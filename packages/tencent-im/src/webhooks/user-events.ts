import { asName, asRecord } from '@polychat/core/adapter';
import { filledName, namesOf, recordsOf, withoutAbsent } from '@polychat/core/webhooks';
import type { Callback, FoundEvent, ReadCallback } from './callback.ts';

/** Webhooks about users, friends and blocklists, by their commands. */
export const userEvents: Readonly<Record<string, ReadCallback>> = {
  // 34357, 2025-07-31.
  'State.StateChange': readState,
  // 48733.
  'Profile.CallbackPortraitSet': readProfile,
  // 43468; 43467.
  'Sns.CallbackPrevFriendAdd': (callback) => asking(callback, 'friend.adding', 'FriendItem'),
  'Sns.CallbackPrevFriendResponse': (callback) => asking(callback, 'friend.answering', 'ResponseFriendItem'),
  // 34359 to 34362.
  'Sns.CallbackFriendAdd': (callback) =>
    pairsOf(callback, ({ userId, otherId, by }) => ({
      ...{ type: 'friend.added', userId, friendId: otherId },
      ...(by !== undefined && { by }),
    })),
  'Sns.CallbackFriendDelete': (callback) =>
    pairsOf(callback, ({ userId, otherId }) => ({ type: 'friend.removed', userId, friendId: otherId })),
  'Sns.CallbackBlackListAdd': (callback) =>
    pairsOf(callback, ({ userId, otherId }) => ({ type: 'block.added', userId, blockedId: otherId })),
  'Sns.CallbackBlackListDelete': (callback) =>
    pairsOf(callback, ({ userId, otherId }) => ({ type: 'block.removed', userId, blockedId: otherId })),
  // 70355; 70356, whose body is taken to be alike [?].
  'Follow.CallbackAfterFollowAdd': (callback) => follows(callback, 'follow.added'),
  'Follow.CallbackAfterFollowDelete': (callback) => follows(callback, 'follow.removed'),
};

/** Reasons of going offline. Those of old clients stand beside `Logout`, too [seen]. */
const reasons: ReadonlyMap<unknown, 'logout' | 'disconnected' | 'timeout'> = new Map([
  ['Unregister', 'logout'],
  ['LinkClose', 'disconnected'],
  ['TimeOut', 'timeout'],
] as const);

function readState({ members, at, origin, platform }: Callback): readonly FoundEvent[] | undefined {
  const { Action, To_Account, Reason, CustomStatus } = asRecord(members.Info) ?? {};
  const userId = filledName(To_Account);
  if (userId === undefined) return undefined;
  const shared = { at, origin, userId };
  switch (Action) {
    case 'Login': {
      const kicked = namesOf(members.KickedDevice, 'Platform');
      const kickedPlatforms = kicked.length > 0 ? kicked : undefined;
      return [{ event: withoutAbsent({ type: 'user.online', ...shared, platform, kickedPlatforms }) }];
    }
    case 'Logout':
    case 'Disconnect': {
      const reason = reasons.get(Reason) ?? (Action === 'Logout' ? 'logout' : 'disconnected');
      return [{ event: withoutAbsent({ type: 'user.offline', ...shared, platform, reason }) }];
    }
    case 'CustomStatusChange': {
      // Where the status stands is not said [?].
      const status = asName(CustomStatus) ?? asName(members.CustomStatus);
      return [{ event: withoutAbsent({ type: 'user.status_changed', ...shared, status }) }];
    }
    default:
      return undefined;
  }
}

function readProfile({ members, at, origin }: Callback): readonly FoundEvent[] | undefined {
  const userId = filledName(members.From_Account);
  if (userId === undefined) return undefined;
  const items = recordsOf(members.ProfileItem);
  const fields = Object.fromEntries(items.map(({ Tag, Value }) => [asName(Tag) ?? '', Value]));
  const event = withoutAbsent({
    type: 'user.profile_changed' as const,
    at,
    origin,
    userId,
    by: filledName(members.Operator_Account),
    name: asName(fields.Tag_Profile_IM_Nick),
    avatarUrl: asName(fields.Tag_Profile_IM_Image),
    fields,
  });
  return [{ event }];
}

function asking(
  { members, at, origin }: Callback,
  type: 'friend.adding' | 'friend.answering',
  list: string,
): readonly FoundEvent[] | undefined {
  const userId = filledName(members.From_Account);
  const friendIds = namesOf(members[list], 'To_Account');
  if (userId === undefined) return undefined;
  return [{ event: withoutAbsent({ type, at, origin, userId, friendIds }) }];
}

interface Pair {
  readonly userId: string;
  readonly otherId: string;
  readonly by?: string;
}

type PairEvent =
  | { type: 'friend.added'; userId: string; friendId: string; by?: string }
  | { type: 'friend.removed'; userId: string; friendId: string }
  | { type: 'block.added' | 'block.removed'; userId: string; blockedId: string };

function pairsOf(
  { members, at, origin }: Callback,
  eventOf: (pair: Pair) => PairEvent,
): readonly FoundEvent[] {
  return recordsOf(members.PairList).flatMap(({ From_Account, To_Account, Initiator_Account }) => {
    const [userId, otherId] = [filledName(From_Account), filledName(To_Account)];
    if (userId === undefined || otherId === undefined) return [];
    const own = eventOf({ userId, otherId, by: filledName(Initiator_Account) });
    return [{ event: withoutAbsent({ ...own, at, origin }) }];
  });
}

function follows(
  { members, at, origin }: Callback,
  type: 'follow.added' | 'follow.removed',
): readonly FoundEvent[] | undefined {
  const userId = filledName(members.From_Account);
  if (userId === undefined) return undefined;
  return namesOf(members.FollowList, 'To_Account').map((followedId) => ({
    event: withoutAbsent({ type, at, origin, userId, followedId }),
  }));
}

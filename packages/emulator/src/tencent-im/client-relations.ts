import * as z from 'zod';
import type { ActOf } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { User } from '../world/user.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tell, whole } from './webhook-events.ts';

/** Codes with which an app's webhook may refuse a friendship (43468). */
const ownCodes = { from: 38_000, to: 39_000 } as const;

const answerSchema = z.looseObject({
  ResultItem: z.array(z.looseObject({ To_Account: z.string(), ResultCode: z.int() })),
});

/** Blocks and unblocks, makes friends and parts from them, with the webhooks of the service `sns`. */
export async function relate(
  app: App,
  user: User,
  { act, user: otherId }: ActOf<'block' | 'unblock' | 'befriend' | 'unfriend'>,
): Promise<void> {
  const other = app.users.get(otherId);
  if (other === undefined || otherId === user.userId) throw new Refusal(tencentImCodes.relationInvalid);
  const pair = { From_Account: user.userId, To_Account: otherId };
  switch (act) {
    case 'block':
      if (user.blocked.has(otherId)) throw new Refusal(tencentImCodes.relationInvalid);
      user.blocked.set(otherId, app.clock.now());
      // Blocking ends a friendship on both sides; whether that is told too is not stated [?].
      part(app, user, other);
      tell(app, 'Sns.CallbackBlackListAdd', () => ({ PairList: [pair] }));
      return;
    case 'unblock':
      if (!user.blocked.delete(otherId)) throw new Refusal(tencentImCodes.relationInvalid);
      app.users.changed(user);
      tell(app, 'Sns.CallbackBlackListDelete', () => ({ PairList: [pair] }));
      return;
    case 'befriend':
      await befriend(app, user, other);
      return;
    case 'unfriend':
      if (!user.friends.has(otherId)) throw new Refusal(tencentImCodes.notAFriend);
      part(app, user, other);
      tell(app, 'Sns.CallbackFriendDelete', () => ({ PairList: [pair, turned(pair)] }));
  }
}

function turned({ From_Account, To_Account }: { From_Account: string; To_Account: string }) {
  return { From_Account: To_Account, To_Account: From_Account };
}

function part(app: App, user: User, other: User): void {
  user.friends.delete(other.userId);
  other.friends.delete(user.userId);
  app.users.changed(user);
  app.users.changed(other);
}

async function befriend(app: App, user: User, other: User): Promise<void> {
  if (user.blocked.has(other.userId)) throw new Refusal(tencentImCodes.friendBlockedByOneself);
  if (other.blocked.has(user.userId)) throw new Refusal(tencentImCodes.friendBlockedByOther);
  await askBefore(app, user.userId, other.userId);
  user.friends.add(other.userId);
  other.friends.add(user.userId);
  app.users.changed(user);
  app.users.changed(other);
  const pair = { From_Account: user.userId, To_Account: other.userId };
  tell(app, 'Sns.CallbackFriendAdd', () => ({
    PairList: [pair, turned(pair)].map((each) => ({ ...each, Initiator_Account: user.userId })),
    ClientCmd: 'friend_add',
    Admin_Account: '',
    ForceFlag: 0,
  }));
}

/** A code at the top of the answer is ignored: each user has their own. */
async function askBefore(app: App, from: string, to: string): Promise<void> {
  const event = 'Sns.CallbackPrevFriendAdd';
  if (!app.webhooks.wants('tencentIm', event)) return;
  const body = whole(app, event, {
    Requester_Account: from,
    From_Account: from,
    FriendItem: [
      { To_Account: to, Remark: '', GroupName: '', AddSource: 'AddSource_Type_Web', AddWording: '' },
    ],
    AddType: 'Add_Type_Both',
    ForceAddFlags: 0,
  });
  const answer = answerSchema.safeParse(await app.webhooks.ask('tencentIm', event, body));
  const result = answer.data?.ResultItem.find(({ To_Account }) => To_Account === to)?.ResultCode ?? 0;
  if (result >= ownCodes.from && result <= ownCodes.to) throw new Refusal(result);
}

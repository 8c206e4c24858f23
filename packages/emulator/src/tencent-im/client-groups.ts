import type { ActOf, ClientActResult } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { destroyGroup, joinGroup, leaveGroup } from './group-membership.ts';
import { askBeforeApply, askBeforeCreate, askBeforeInvite } from './group-questions.ts';
import { tellFull, tellGroupCreated } from './group-webhooks.ts';
import { isWork, type TencentImGroup } from './groups.ts';
import { groupTypeSchema } from './options-schema.ts';

/** Makes a group with the user as its owner. A room is a group of the type AVChatRoom. */
export async function create(app: App, userId: string, act: ActOf<'create'>): Promise<ClientActResult> {
  const type = groupTypeSchema
    .catch(() => {
      throw new Refusal(tencentImCodes.groupParameterInvalid, 'type');
    })
    .parse(act.channel === 'room' ? 'AVChatRoom' : (act.type ?? 'Public'));
  const taken = act.id === undefined ? undefined : app.groups.get(act.id);
  if (taken !== undefined) {
    const { groupIdIsYours, groupIdTaken } = tencentImCodes;
    throw new Refusal(taken.owner === userId ? groupIdIsYours : groupIdTaken);
  }
  const name = act.name ?? '';
  const members = (act.users ?? []).filter((each) => app.users.has(each));
  await askBeforeCreate(app, { operator: userId, owner: userId, type, name, members });
  const groupId = act.id ?? app.groups.nextId(type);
  const group = app.groups.put({ groupId, type, owner: userId, name, members });
  tellGroupCreated(app, group, { operator: userId, owner: userId });
  return { code: 0, id: groupId };
}

/**
 * Joins a group: where everybody may, and where somebody must agree, who is taken to agree at once. Work groups are
 * joined by invitation alone.
 */
export async function join(app: App, userId: string, act: ActOf<'join'>): Promise<void> {
  const group = readGroup(app, act);
  if (group.members.has(userId)) throw new Refusal(tencentImCodes.alreadyInGroup);
  if (isWork(group.type) || group.applyJoinOption === 'DisableApply') {
    throw new Refusal(tencentImCodes.groupForbidden);
  }
  checkCapacity(app, group, 1);
  await askBeforeApply(app, group, userId);
  joinGroup(app, group, [userId], { operator: userId, how: 'Apply' });
}

/** Leaves a group. The owner may leave none but a work group. */
export function leave(app: App, userId: string, act: ActOf<'leave'>): void {
  const group = readGroup(app, act);
  if (!group.members.has(userId)) throw new Refusal(tencentImCodes.groupForbidden);
  if (group.owner === userId && !isWork(group.type)) throw new Refusal(tencentImCodes.groupForbidden);
  leaveGroup(app, group, [userId], { operator: userId, how: 'Quit' });
}

/** Dissolves a group of one's own; a work group only the administrator can dissolve. */
export function dissolve(app: App, userId: string, act: ActOf<'dissolve'>): void {
  const group = readGroup(app, act);
  if (group.owner !== userId || isWork(group.type)) throw new Refusal(tencentImCodes.groupForbidden);
  destroyGroup(app, group);
}

/** A member brings users into a group; those who do not exist, or whom the webhook leaves out, stay outside. */
export async function invite(app: App, userId: string, act: ActOf<'invite'>): Promise<void> {
  const group = readGroup(app, act);
  const isOpen = group.type !== 'AVChatRoom' && group.inviteJoinOption !== 'DisableInvite';
  if (!group.members.has(userId) || !isOpen) throw new Refusal(tencentImCodes.groupForbidden);
  const invited = act.users.filter((each) => app.users.has(each) && !group.members.has(each));
  checkCapacity(app, group, invited.length);
  const refused = await askBeforeInvite(app, group, userId, invited);
  const allowed = invited.filter((each) => !refused.has(each));
  joinGroup(app, group, allowed, { operator: userId, how: 'Invited' });
}

/** The owner or an administrator puts members out of a group. */
export function remove(app: App, userId: string, act: ActOf<'remove'>): void {
  const group = readGroup(app, act);
  const role = group.members.get(userId)?.role ?? 'Member';
  if (role === 'Member' || group.type === 'AVChatRoom') throw new Refusal(tencentImCodes.groupForbidden);
  const others = act.users.filter((each) => each !== userId && each !== group.owner);
  leaveGroup(app, group, others, { operator: userId, how: 'Kicked' });
}

/** A room is asked for as one. */
function readGroup(app: App, { channel, id }: { channel: 'group' | 'room'; id: string }): TencentImGroup {
  const group = app.groups.get(id);
  if (group === undefined || (channel === 'room' && group.type !== 'AVChatRoom')) {
    throw new Refusal(tencentImCodes.groupNotFound);
  }
  return group;
}

function checkCapacity(app: App, group: TencentImGroup, more: number): void {
  if (group.type === 'AVChatRoom' || group.members.size + more <= group.maxMembers) return;
  tellFull(app, group);
  throw new Refusal(tencentImCodes.groupFull);
}

import type { ActOf } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { changeGroupOwner } from './group-membership.ts';
import { tellAttributesChanged, tellInfoChanged, tellMemberChanged } from './group-webhooks.ts';
import type { TencentImGroup } from './groups.ts';

/** Changes what a group says of itself, and its attributes: an empty one is deleted. By owner and administrators. */
export function changeGroup(app: App, userId: string, act: ActOf<'change_group'>): void {
  const group = groupOfManager(app, userId, act.id);
  const { name, introduction, notice, avatarUrl, attributes = {} } = act;
  group.name = name ?? group.name;
  group.introduction = introduction ?? group.introduction;
  group.notification = notice ?? group.notification;
  group.faceUrl = avatarUrl ?? group.faceUrl;
  tellInfoChanged(app, group, userId, {
    ...(name === undefined ? {} : { Name: name }),
    ...(introduction === undefined ? {} : { Introduction: introduction }),
    ...(notice === undefined ? {} : { Notification: notice }),
    ...(avatarUrl === undefined ? {} : { FaceUrl: avatarUrl }),
  });
  const set = Object.entries(attributes).filter(([, value]) => value !== '');
  const deleted = Object.entries(attributes).filter(([, value]) => value === '');
  for (const [key, value] of set) group.attributes.set(key, value);
  for (const [key] of deleted) group.attributes.delete(key);
  if (set.length > 0) {
    tellAttributesChanged(
      app,
      group,
      userId,
      'modify',
      set.map(([key, value]) => ({ key, value })),
    );
  }
  if (deleted.length > 0) {
    tellAttributesChanged(
      app,
      group,
      userId,
      'delete',
      deleted.map(([key]) => ({ key })),
    );
  }
}

/** Changes a member's role, which only the owner may, or name card. */
export function changeMember(app: App, userId: string, act: ActOf<'change_member'>): void {
  const group = app.groups.get(act.id);
  if (group === undefined) throw new Refusal(tencentImCodes.groupNotFound);
  const member = group.members.get(act.user);
  const isAllowed = group.owner === userId || (act.user === userId && act.role === undefined);
  if (member === undefined || !isAllowed) throw new Refusal(tencentImCodes.groupForbidden);
  if (act.role !== undefined && act.user === group.owner) throw new Refusal(tencentImCodes.groupForbidden);
  const role = act.role === undefined ? undefined : roles[act.role];
  member.role = role ?? member.role;
  member.nameCard = act.nickname ?? member.nameCard;
  tellMemberChanged(app, group, userId, act.user, {
    ...(role === undefined ? {} : { Role: role }),
    ...(act.nickname === undefined ? {} : { NameCard: act.nickname }),
  });
}

const roles = { admin: 'Admin', member: 'Member' } as const;

/** Gives a group of one's own to another member. */
export function transfer(app: App, userId: string, act: ActOf<'transfer'>): void {
  const group = app.groups.get(act.id);
  if (group === undefined) throw new Refusal(tencentImCodes.groupNotFound);
  if (group.owner !== userId || !group.members.has(act.user))
    throw new Refusal(tencentImCodes.groupForbidden);
  changeGroupOwner(app, group, act.user, userId);
}

function groupOfManager(app: App, userId: string, id: string): TencentImGroup {
  const group = app.groups.get(id);
  if (group === undefined) throw new Refusal(tencentImCodes.groupNotFound);
  const role = group.members.get(userId)?.role ?? 'Member';
  if (role === 'Member') throw new Refusal(tencentImCodes.groupForbidden);
  return group;
}

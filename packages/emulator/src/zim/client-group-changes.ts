import type { ActOf } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import type { ZimGroup } from './groups.ts';

/** Roles of members who may change a group. */
const maxRoleOfAdministrators = 2;

const roles = { admin: 2, member: 3 } as const;

/** Changes what a group says of itself, and its attributes: an empty one is deleted. No callback tells of it. */
export function changeGroup(app: ZimApp, userId: string, act: ActOf<'change_group'>): void {
  const group = readGroup(app, act.id);
  if ((group.members.get(userId)?.role ?? roles.member) > maxRoleOfAdministrators) throw notAllowed();
  group.name = act.name ?? group.name;
  group.notice = act.notice ?? group.notice;
  group.avatar = act.avatarUrl ?? group.avatar;
  for (const [key, value] of Object.entries(act.attributes ?? {})) {
    if (value === '') group.attributes.delete(key);
    else group.attributes.set(key, value);
  }
}

/** Changes a member's role, which only the owner may, or nickname. No callback tells of it. */
export function changeMember(app: ZimApp, userId: string, act: ActOf<'change_member'>): void {
  const group = readGroup(app, act.id);
  const member = group.members.get(act.user);
  if (member === undefined) throw new Refusal(zimCodes.notAMember, 'user is not in the group');
  const isAllowed = group.owner === userId || (act.user === userId && act.role === undefined);
  if (!isAllowed || (act.role !== undefined && act.user === group.owner)) throw notAllowed();
  if (act.role !== undefined) member.role = roles[act.role];
  member.nickname = act.nickname ?? member.nickname;
}

/** Gives a group of one's own to another member. No callback tells of it. */
export function transfer(app: ZimApp, userId: string, act: ActOf<'transfer'>): void {
  const group = readGroup(app, act.id);
  if (group.owner !== userId) throw notAllowed();
  if (!group.members.has(act.user)) throw new Refusal(zimCodes.notAMember, 'user is not in the group');
  app.groups.changeOwner(group, act.user);
}

function readGroup(app: ZimApp, id: string): ZimGroup {
  const group = app.groups.get(id);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'id is not a group');
  return group;
}

function notAllowed(): Refusal {
  return new Refusal(zimCodes.notAnAdministrator, 'user is neither owner nor administrator');
}

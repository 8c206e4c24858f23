import type { ActOf, ClientActResult } from '../client-act.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { dismissGroup, joinGroup, leaveGroup, tellGroupCreated } from './group-membership.ts';
import type { ZimGroup } from './groups.ts';
import { createRoom, enterRoom, leaveRoom } from './room-membership.ts';
import type { ZimRoom } from './rooms.ts';

/** Roles of members who may put others out. */
const maxRoleOfAdministrators = 2;

/** Makes a group with the user as its owner, or a room with the user inside. */
export function create(app: ZimApp, userId: string, act: ActOf<'create'>): ClientActResult {
  if (act.channel === 'room') {
    if (act.id === undefined) throw new Refusal(zimCodes.invalidParameter, 'a room has an id');
    if (app.rooms.get(act.id) !== undefined) throw new Refusal(zimCodes.roomExists, 'id is in use');
    createRoom(app, act.id, userId, act.name);
    enterRoom(app, act.id, userId);
    return { code: 0, id: act.id };
  }
  const id = act.id ?? app.groups.nextId();
  if (app.groups.isTaken(id)) throw new Refusal(zimCodes.groupExists, 'id is in use');
  const members = (act.users ?? []).filter((each) => app.users.has(each));
  const group = app.groups.put({ groupId: id, owner: userId, name: act.name, members });
  tellGroupCreated(app, group, userId);
  return { code: 0, id };
}

/** Joins a group, or enters a room that is there. */
export function join(app: ZimApp, userId: string, { channel, id }: ActOf<'join'>): void {
  if (channel === 'room') enterRoom(app, readRoom(app, id).roomId, userId);
  else joinGroup(app, readGroup(app, id), [userId], { operator: userId, joinType: 'Apply' });
}

/** Leaves a group or a room. The first of the others becomes the owner of a group whose owner leaves. */
export function leave(app: ZimApp, userId: string, { channel, id }: ActOf<'leave'>): void {
  const how = { operator: userId, exitType: 'Quit' } as const;
  if (channel === 'room') {
    const left = leaveRoom(app, readRoom(app, id), [userId], how);
    if (left.length === 0) throw new Refusal(zimCodes.notInRoom, 'user is not in the room');
    return;
  }
  const left = leaveGroup(app, readGroup(app, id), [userId], how);
  if (left.length === 0) throw new Refusal(zimCodes.notAMember, 'user is not in the group');
}

/** Dissolves a group of one's own. */
export function dissolve(app: ZimApp, userId: string, { channel, id }: ActOf<'dissolve'>): void {
  if (channel === 'room') throw new RangeError('clientAct: of zim, only servers destroy rooms');
  const group = readGroup(app, id);
  if (group.owner !== userId) throw new Refusal(zimCodes.notAnAdministrator, 'user is not the owner');
  dismissGroup(app, group, userId);
}

/** A member brings users into a group; those who do not exist stay outside. */
export function invite(app: ZimApp, userId: string, act: ActOf<'invite'>): void {
  const group = readGroup(app, act.id);
  if (!group.members.has(userId)) throw new Refusal(zimCodes.notAMember, 'user is not in the group');
  const known = act.users.filter((each) => app.users.has(each));
  joinGroup(app, group, known, { operator: userId, joinType: 'Invited' });
}

/** The owner or an administrator puts members out of a group. */
export function remove(app: ZimApp, userId: string, act: ActOf<'remove'>): void {
  const group = readGroup(app, act.id);
  const role = group.members.get(userId)?.role;
  if (role === undefined || role > maxRoleOfAdministrators) {
    throw new Refusal(zimCodes.notAnAdministrator, 'user is neither owner nor administrator');
  }
  const others = act.users.filter((each) => each !== userId);
  leaveGroup(app, group, others, { operator: userId, exitType: 'Kickout' });
}

function readGroup(app: ZimApp, id: string): ZimGroup {
  const group = app.groups.get(id);
  if (group === undefined) throw new Refusal(zimCodes.groupNotFound, 'id is not a group');
  return group;
}

function readRoom(app: ZimApp, id: string): ZimRoom {
  const room = app.rooms.get(id);
  if (room === undefined) throw new Refusal(zimCodes.roomNotFound, 'id is not a room');
  return room;
}

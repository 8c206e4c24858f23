import type { JsonObject } from '../vendor.ts';
import type { ZimApp } from './app.ts';
import type { ZimRoom } from './rooms.ts';

/** Makes a room, and tells the webhook. Who makes it over the API is not inside. */
export function createRoom(
  app: ZimApp,
  roomId: string,
  operator: string,
  name = '',
  attributes: ReadonlyMap<string, string> = new Map(),
): ZimRoom {
  const room = app.rooms.open(roomId, name, attributes);
  tell(app, 'room_create', () => ({
    room_id: roomId,
    operator_account: operator,
    room_name: name,
    attributes: Array.from(attributes, ([key, value]) => ({ key, value, auto_delete: 0 })),
  }));
  return room;
}

/** A user enters a room, which is made when nobody was there before. */
export function enterRoom(app: ZimApp, roomId: string, userId: string): void {
  const room = app.rooms.get(roomId) ?? createRoom(app, roomId, userId);
  if (room.members.has(userId)) return;
  app.rooms.enter(roomId, userId);
  tell(app, 'room_enter', () => ({ room_id: roomId, operator_account: userId }));
}

/**
 * Users leave a room, and the webhook is told.
 * @returns those who were inside
 */
export function leaveRoom(
  app: ZimApp,
  room: ZimRoom,
  userIds: readonly string[],
  how: { readonly operator: string; readonly exitType: 'Quit' | 'Kickout' },
): readonly string[] {
  const left = userIds.filter((userId) => app.rooms.leave(room.roomId, userId));
  if (left.length > 0) {
    tell(app, 'room_exit', () => ({
      room_id: room.roomId,
      exit_type: how.exitType,
      operator_account: how.operator,
      exit_user_ids: left,
    }));
  }
  return left;
}

/** A room is no more. */
export function destroyRoom(app: ZimApp, room: ZimRoom, operator: string): void {
  app.rooms.destroy(room.roomId);
  tell(app, 'room_destroy', () => ({
    room_id: room.roomId,
    user_ids: [...room.members],
    operator_account: operator,
  }));
}

function tell(app: ZimApp, event: string, body: () => JsonObject): void {
  if (app.webhooks.wants('zim', event)) app.webhooks.notify('zim', event, body());
}

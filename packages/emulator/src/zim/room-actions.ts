import * as z from 'zod';
import type { Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { checkBytes, flag, queryNumber, zimFields } from './fields.ts';
import { checkConversationId, checkId } from './ids.ts';
import { maxRooms, zimBatchSizes } from './limits.ts';
import { listMember } from './reply.ts';
import { createRoom, destroyRoom, leaveRoom } from './room-membership.ts';
import type { ZimRoom } from './rooms.ts';

const maxNameBytes = 64;
const maxReasonBytes = 32;
const maxDestroyDelaySeconds = 10_800;

const createFields = zimFields({
  FromUserId: z.string(),
  RoomId: z.string().min(1),
  RoomName: z.string().optional(),
  DestroyDelayTime: z.int().min(0).max(maxDestroyDelaySeconds).optional(),
  Attributes: z
    .array(z.object({ Key: z.string(), Value: z.string(), AutoDelete: flag.optional() }))
    .max(zimBatchSizes.roomAttributes)
    .optional(),
});

const destroyFields = zimFields({ RoomId: z.string().min(1), FromUserId: z.string().optional() });

const listFields = zimFields({
  RoomId: z.string().min(1),
  Mode: z.enum(['0', '1']).optional(),
  Limit: queryNumber.optional(),
  NextFlag: z.string().regex(/^\d*$/).optional(),
});

const kickFields = zimFields({
  RoomId: z.string().min(1),
  'UserId[]': z.array(z.string()).min(1),
  CustomReason: z.string().optional(),
  FromUserId: z.string().optional(),
});

/** CreateRoom: who creates it is not inside. */
export const createRoomAction = (app: ZimApp): Command =>
  zimAction(app, 'CreateRoom', {
    method: 'POST',
    perUser: false,
    fields: createFields,
    run: (body) => create(app, body),
  });

/** DestroyRoom (a GET). */
export const destroyRoomAction = (app: ZimApp): Command =>
  zimAction(app, 'DestroyRoom', {
    method: 'GET',
    perUser: false,
    fields: destroyFields,
    run: ({ RoomId, FromUserId = '' }) => {
      destroyRoom(app, readRoom(app, RoomId), FromUserId);
      return {};
    },
  });

/** QueryRoomUserList (a GET): page by page, in the order of coming or the other way round. */
export const queryRoomUserList = (app: ZimApp): Command =>
  zimAction(app, 'QueryRoomUserList', {
    method: 'GET',
    perUser: false,
    tooFastCode: zimCodes.tooFastForOne,
    fields: listFields,
    run: (query) => list(app, query),
  });

/** KickoutRoomUser (a GET): up to 50 users. That one who is not inside refuses the whole call is inferred [?]. */
export const kickoutRoomUser = (app: ZimApp): Command =>
  zimAction(app, 'KickoutRoomUser', {
    method: 'GET',
    perUser: false,
    fields: kickFields,
    run: ({ RoomId, CustomReason, FromUserId = '', 'UserId[]': userIds }) => {
      if (userIds.length > zimBatchSizes.kickedUsers)
        throw new Refusal(zimCodes.tooManyUsers, 'too many users');
      checkBytes('CustomReason', CustomReason, maxReasonBytes, zimCodes.invalidParameter);
      const room = readRoom(app, RoomId);
      if (!userIds.every((userId) => room.members.has(userId))) {
        throw new Refusal(zimCodes.notInRoom, 'a user is not in the room');
      }
      leaveRoom(app, room, userIds, { operator: FromUserId, exitType: 'Kickout' });
      return {};
    },
  });

function create(app: ZimApp, body: ValuesOf<typeof createFields>): JsonObject {
  checkId('FromUserId', body.FromUserId);
  checkConversationId('RoomId', body.RoomId);
  checkBytes('RoomName', body.RoomName, maxNameBytes, zimCodes.invalidParameter);
  // Of the codes of its page, none speaks of an operator who is not registered.
  if (!app.users.has(body.FromUserId)) {
    throw new Refusal(zimCodes.invalidParameter, 'FromUserId is not registered');
  }
  if (app.rooms.get(body.RoomId) !== undefined) throw new Refusal(zimCodes.roomExists, 'RoomId is in use');
  if (app.rooms.size >= maxRooms(app.options.plan))
    throw new Refusal(zimCodes.tooManyRooms, 'too many rooms');
  const attributes = new Map(body.Attributes?.map(({ Key, Value }) => [Key, Value]));
  createRoom(app, body.RoomId, body.FromUserId, body.RoomName, attributes);
  return { AttributeSeq: attributes.size };
}

function readRoom(app: ZimApp, roomId: string): ZimRoom {
  checkConversationId('RoomId', roomId);
  const room = app.rooms.get(roomId);
  if (room === undefined) throw new Refusal(zimCodes.roomNotFound, 'RoomId does not exist');
  return room;
}

function list(app: ZimApp, query: ValuesOf<typeof listFields>): JsonObject {
  const room = readRoom(app, query.RoomId);
  if (room.members.size === 0) throw new Refusal(zimCodes.roomEmpty, 'nobody is in the room');
  // None, or more than 500, counts as 500. Of 0 nothing is said [?].
  const most = zimBatchSizes.roomPage;
  const asked = query.Limit ?? 0;
  if (asked < 0) throw new Refusal(zimCodes.invalidParameter, 'Limit is missing or invalid');
  const limit = asked === 0 || asked > most ? most : asked;
  const users = query.Mode === '1' ? [...room.members].reverse() : [...room.members];
  const page = Number(query.NextFlag || 0);
  const start = page * limit;
  return {
    Count: users.length,
    // The end is "0" in one place of the page, and empty in another [?].
    NextFlag: start + limit < users.length ? String(page + 1) : app.options.readings.endOfRoomList,
    ...listMember(
      app,
      'UserList',
      users
        .slice(start, start + limit)
        .map((UserId) => ({ UserId, UserName: app.users.get(UserId)?.name ?? '' })),
    ),
  };
}

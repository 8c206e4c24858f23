import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { ZimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { readBody } from './fields.ts';
import { checkId, maxQueriedIdBytes } from './ids.ts';
import { zimBatchSizes } from './limits.ts';
import { batchCode, listMember, type UserFailure } from './reply.ts';

const infosSchema = z.object({ UserIds: z.array(z.string()).min(1) });

/** QueryUserInfos: names and avatars of up to 100 users. */
export const queryUserInfos: ZimAction = { method: 'POST', perUser: true, run: queryInfos };

/** QueryUserOnlineState (a GET): an error for users who never logged in. */
export const queryUserOnlineState: ZimAction = { method: 'GET', perUser: true, run: queryOnlineState };

function queryInfos(app: ZimApp, request: VendorRequest): JsonObject {
  const { UserIds } = readBody(app, infosSchema, request);
  checkUsers(UserIds);
  return queryEach(app, request, UserIds, (userId) => {
    const user = app.users.get(userId);
    if (user === undefined) return zimCodes.userNotRegistered;
    return { UserId: userId, UserName: user.name, UserAvatar: user.avatarUrl, Extra: user.extra };
  });
}

function queryOnlineState(app: ZimApp, request: VendorRequest): JsonObject {
  const userIds = request.query.getAll('UserId[]');
  if (userIds.length === 0) throw new Refusal(zimCodes.invalidParameter, 'UserId[] is missing');
  checkUsers(userIds);
  return queryEach(app, request, userIds, (userId) => {
    const presence = app.users.get(userId)?.presence ?? 'never';
    if (presence === 'never') return zimCodes.userNeverLoggedIn;
    return { UserId: userId, Status: presence === 'online' ? 'Online' : 'Offline' };
  });
}

function checkUsers(userIds: readonly string[]): void {
  if (userIds.length > zimBatchSizes.users) throw new Refusal(zimCodes.tooManyUsers, 'too many users');
  for (const userId of userIds) checkId('UserId', userId, maxQueriedIdBytes);
}

/** @param read gives the item, or the SubCode that the user fails with */
function queryEach(
  app: ZimApp,
  request: VendorRequest,
  userIds: readonly string[],
  read: (userId: string) => JsonObject | number,
): JsonObject {
  const found: JsonObject[] = [];
  const failures: UserFailure[] = [];
  for (const userId of userIds) {
    const item = request.recipientCode(userId) ?? read(userId);
    if (typeof item === 'number') failures.push({ UserId: userId, SubCode: item });
    else found.push(item);
  }
  return {
    Code: batchCode(app, failures, userIds.length),
    ...listMember(app, 'Result', found),
    ...listMember(app, 'ErrorList', failures),
  };
}

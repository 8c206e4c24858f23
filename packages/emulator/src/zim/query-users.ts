import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { zimFields } from './fields.ts';
import { checkId, maxQueriedIdBytes } from './ids.ts';
import { zimBatchSizes } from './limits.ts';
import { batchCode, listMember, type UserFailure } from './reply.ts';

const infosFields = zimFields({ UserIds: z.array(z.string()).min(1) });

const onlineStateFields = zimFields({ 'UserId[]': z.array(z.string()).min(1) });

/** QueryUserInfos: names and avatars of up to 100 users. */
export const queryUserInfos = (app: ZimApp): Command =>
  zimAction(app, 'QueryUserInfos', {
    method: 'POST',
    perUser: true,
    fields: infosFields,
    run: (body, call) => queryInfos(app, body, call),
  });

/** QueryUserOnlineState (a GET): an error for users who never logged in. */
export const queryUserOnlineState = (app: ZimApp): Command =>
  zimAction(app, 'QueryUserOnlineState', {
    method: 'GET',
    perUser: true,
    fields: onlineStateFields,
    run: (body, call) => queryOnlineState(app, body, call),
  });

function queryInfos(app: ZimApp, { UserIds }: ValuesOf<typeof infosFields>, { request }: Call): JsonObject {
  checkUsers(UserIds);
  return queryEach(app, request, UserIds, (userId) => {
    const user = app.users.get(userId);
    if (user === undefined) return zimCodes.userNotRegistered;
    return { UserId: userId, UserName: user.name, UserAvatar: user.avatarUrl, Extra: user.extra };
  });
}

function queryOnlineState(
  app: ZimApp,
  body: ValuesOf<typeof onlineStateFields>,
  { request }: Call,
): JsonObject {
  const userIds = body['UserId[]'];
  checkUsers(userIds);
  return queryEach(app, request, userIds, (userId) => {
    const presence = app.users.get(userId)?.presence ?? 'never';
    if (presence === 'never') return zimCodes.userNeverLoggedIn;
    const status = presence === 'online' ? 'Online' : 'Offline';
    const lower = app.options.readings.onlineStatus === 'lower';
    return { UserId: userId, Status: lower ? status.toLowerCase() : status };
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

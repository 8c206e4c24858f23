import * as z from 'zod';
import type { Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { User } from '../world/user.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { zimFields } from './fields.ts';
import { checkId } from './ids.ts';
import { zimBatchSizes } from './limits.ts';
import { batchCode, listMember, type UserFailure } from './reply.ts';

const bodyFields = zimFields({ FromUserId: z.string(), UserIds: z.array(z.string()).min(1) });

/** AddUsersToBlacklist: FromUserId no longer receives from these users, but can still send to them. */
export const addUsersToBlacklist = (app: ZimApp): Command =>
  zimAction(app, 'AddUsersToBlacklist', {
    method: 'POST',
    perUser: true,
    fields: bodyFields,
    run: (body, { request }) => {
      const { owner, userIds } = readCall(app, body);
      const failures = changeEach(request, userIds, (userId) => {
        if (userId === owner.userId) return zimCodes.blockingOneself;
        if (!app.users.has(userId)) return zimCodes.userNotRegistered;
        if (owner.blocked.has(userId)) return zimCodes.alreadyBlocked;
        if (owner.blocked.size >= app.options.sizes.blocklist) return zimCodes.blocklistFull;
        owner.blocked.set(userId, request.at);
        return undefined;
      });
      app.users.changed(owner);
      return reply(app, failures, userIds, zimCodes.everyBlockFailed);
    },
  });

/** RemoveUsersFromBlacklist. */
export const removeUsersFromBlacklist = (app: ZimApp): Command =>
  zimAction(app, 'RemoveUsersFromBlacklist', {
    method: 'POST',
    perUser: true,
    fields: bodyFields,
    run: (body, { request }) => {
      const { owner, userIds } = readCall(app, body);
      const failures = changeEach(request, userIds, (userId) => {
        if (userId === owner.userId) return zimCodes.blockingOneself;
        return owner.blocked.delete(userId) ? undefined : zimCodes.notBlocked;
      });
      app.users.changed(owner);
      return reply(app, failures, userIds, zimCodes.everyUnblockFailed);
    },
  });

/** CheckUsersIsInBlacklist: 1 for a user on FromUserId's list, 0 for one who is not. */
export const checkUsersIsInBlacklist = (app: ZimApp): Command =>
  zimAction(app, 'CheckUsersIsInBlacklist', {
    method: 'POST',
    perUser: true,
    fields: bodyFields,
    run: (body, { request }) => {
      const { owner, userIds } = readCall(app, body);
      const found: JsonObject[] = [];
      const failures = changeEach(request, userIds, (userId) => {
        if (!app.users.has(userId)) return zimCodes.userNotRegistered;
        found.push({ UserId: userId, Result: owner.blocked.has(userId) ? 1 : 0 });
        return undefined;
      });
      return {
        Code: batchCode(app, failures, userIds.length),
        ...listMember(app, 'Succ', found),
        ...listMember(app, 'ErrList', failures),
      };
    },
  });

function readCall(
  app: ZimApp,
  { FromUserId, UserIds }: ValuesOf<typeof bodyFields>,
): { owner: User; userIds: readonly string[] } {
  if (UserIds.length > zimBatchSizes.blocklist) {
    throw new Refusal(zimCodes.blocklistBatchTooLarge, 'too many users');
  }
  checkId('FromUserId', FromUserId);
  for (const userId of UserIds) checkId('UserIds', userId);
  const owner = app.users.get(FromUserId);
  if (owner === undefined) {
    throw new Refusal(zimCodes.blocklistOwnerNotRegistered, 'FromUserId is not registered');
  }
  return { owner, userIds: UserIds };
}

/** @param change gives the SubCode that a user fails with, or nothing */
function changeEach(
  request: VendorRequest,
  userIds: readonly string[],
  change: (userId: string) => number | undefined,
): UserFailure[] {
  const failures: UserFailure[] = [];
  for (const userId of userIds) {
    const code = request.recipientCode(userId) ?? change(userId);
    if (code !== undefined) failures.push({ UserId: userId, SubCode: code });
  }
  return failures;
}

/** Here the code for "all failed" is documented, whatever the reasons. */
function reply(
  app: ZimApp,
  failures: readonly UserFailure[],
  userIds: readonly string[],
  everyOneFailed: number,
): JsonObject {
  return {
    Code: failures.length === userIds.length ? everyOneFailed : 0,
    ...listMember(app, 'ErrList', failures),
  };
}

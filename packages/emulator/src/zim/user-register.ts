import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import type { ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import { zimAction } from './action.ts';
import type { ZimApp } from './app.ts';
import { zimCodes } from './codes.ts';
import { zimFields } from './fields.ts';
import { idCode } from './ids.ts';
import { zimBatchSizes } from './limits.ts';
import { batchCode, listMember, type UserFailure } from './reply.ts';

const maxNameBytes = 256;
const maxAvatarBytes = 500;

const bodyFields = zimFields({
  UserInfo: z
    .array(
      z.object({ UserId: z.string(), UserName: z.string().optional(), UserAvatar: z.string().optional() }),
    )
    .min(1),
});

type UserInfo = ValuesOf<typeof bodyFields>['UserInfo'][number];

/** UserRegister: up to 100 users. One that exists stays as it is, and is listed as failed. */
export const userRegister = (app: ZimApp): Command =>
  zimAction(app, 'UserRegister', {
    method: 'POST',
    perUser: true,
    tooFastCode: zimCodes.registerTooFast,
    fields: bodyFields,
    run: (body, call) => run(app, body, call),
  });

function run(app: ZimApp, { UserInfo }: ValuesOf<typeof bodyFields>, { request }: Call): JsonObject {
  if (UserInfo.length > zimBatchSizes.users) throw new Refusal(zimCodes.tooManyUsers, 'too many users');
  const failures: UserFailure[] = [];
  for (const user of UserInfo) {
    const code = request.recipientCode(user.UserId) ?? refusalFor(app, user);
    if (code === undefined) {
      app.users.put({ userId: user.UserId, name: user.UserName ?? '', avatarUrl: user.UserAvatar ?? '' });
    } else {
      failures.push({ UserId: user.UserId, SubCode: code, SubMessage: subMessages[code] ?? 'failed' });
    }
  }
  return { Code: batchCode(app, failures, UserInfo.length), ...listMember(app, 'ErrorList', failures) };
}

/** Which codes stand for a bad id is inferred; that they concern one user of the list, too. */
function refusalFor(app: ZimApp, user: UserInfo): number | undefined {
  const bad = user.UserId === '' ? zimCodes.invalidParameter : idCode(user.UserId);
  if (bad !== undefined) return bad;
  if (Buffer.byteLength(user.UserName ?? '') > maxNameBytes) return zimCodes.userNameTooLong;
  if (Buffer.byteLength(user.UserAvatar ?? '') > maxAvatarBytes) return zimCodes.userAvatarTooLong;
  return app.users.has(user.UserId) ? zimCodes.userExists : undefined;
}

const subMessages: Readonly<Record<number, string>> = {
  [zimCodes.invalidParameter]: 'user id is not valid',
  [zimCodes.userIdTooLong]: 'user id is too long',
  [zimCodes.userNameTooLong]: 'user name is too long',
  [zimCodes.userAvatarTooLong]: 'user avatar is too long',
  [zimCodes.userExists]: 'user exists',
};

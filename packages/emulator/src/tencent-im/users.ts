import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { type Body, field, readFields, refuseUnknown, unread } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { type TencentImCode, tencentImCodes, textOf } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { FIXED } from './limits.ts';

const optionalText = field(z.string().optional(), tencentImCodes.accountFieldInvalid);
const accountShape = { UserID: readUserId, Nick: optionalText, FaceUrl: optionalText };
const accountFields = Object.keys(accountShape);

/** Commands of `im_open_login_svc`: accounts (1047/34953 to 34956). Its own tables name no code for bad JSON. */
export function userCommands(app: App): Command[] {
  const { limits, readings } = app.options;
  const command = (name: string, fields: readonly string[], run: Command['run']): Command =>
    tencentImCommand(app, 'im_open_login_svc', name, {
      fields: unread(fields),
      callsPerSecond: name === 'account_import' ? limits.callsPerSecond : limits.slowCallsPerSecond,
      perUser: name !== 'account_import',
      run: (_values, call) => run(call),
    });
  const named = readings.retiredNames ? [...accountFields, 'Identifier'] : accountFields;
  return [
    command('account_import', named, (call) => importOne(app, call)),
    command('multiaccount_import', ['AccountList', 'Accounts'], (call) => importMany(app, call)),
    command('account_delete', ['DeleteItem'], (call) => deleteMany(app, call)),
    command('account_check', ['CheckItem'], (call) => checkMany(app, call)),
  ];
}

interface Account {
  readonly userId: string;
  readonly name?: string;
  readonly avatarUrl?: string;
}

function importOne(app: App, call: Call): JsonObject {
  const { readings } = app.options;
  const { body } = call;
  const named = body.UserID === undefined && readings.retiredNames ? body.Identifier : body.UserID;
  const account = readAccount({ ...body, UserID: named });
  const code = importProblem(app, account.userId, call.now);
  if (code !== undefined) throw new Refusal(code);
  // Whether a second import changes name and picture is documented for the other command only [?].
  if (app.users.has(account.userId) && !readings.reimportUpdatesProfile) return {};
  app.users.put(account);
  return {};
}

function importMany(app: App, call: Call): JsonObject {
  const accounts = readAccounts(app, call.body);
  const FailAccounts: string[] = [];
  for (const account of accounts) {
    const { userId } = account;
    const code = call.request.recipientCode(userId) ?? importProblem(app, userId, call.now);
    if (code === undefined) app.users.put(account);
    else FailAccounts.push(userId);
  }
  // A partial failure looks like a success, and says no more than the names.
  return { FailAccounts };
}

/** `AccountList` of objects, or the older `Accounts` of names. */
function readAccounts(app: App, body: Body): Account[] {
  const isOld = body.AccountList === undefined && body.Accounts !== undefined;
  const items = isOld ? body.Accounts : body.AccountList;
  const entries = readItems(app, items);
  return entries.map((entry) => {
    if (isOld) return readAccount({ UserID: entry });
    const item = asObject(entry);
    if (app.options.readings.unknownFields === 'refuse')
      refuseUnknown(item, accountFields, tencentImCodes.accountFieldInvalid);
    return readAccount(item);
  });
}

function readAccount(body: Body): Account {
  const { UserID, Nick, FaceUrl } = readFields(body, accountShape);
  for (const value of [Nick, FaceUrl]) {
    if (value !== undefined && Buffer.byteLength(value) > FIXED.profileFieldBytes)
      throw new Refusal(tencentImCodes.profileFieldTooLong);
  }
  return {
    userId: UserID,
    ...(Nick === undefined ? {} : { name: Nick }),
    ...(FaceUrl === undefined ? {} : { avatarUrl: FaceUrl }),
  };
}

function readUserId(value: unknown): string {
  if (value === undefined || value === '') throw new Refusal(tencentImCodes.accountFieldInvalid);
  if (typeof value !== 'string') throw new Refusal(tencentImCodes.userIdNotAString);
  return value;
}

const CHARACTERS = {
  printable_ascii: /^[\x20-\x7e]+$/,
  word: /^[A-Za-z0-9_-]+$/,
  any: /./s,
};

/** Why an account cannot be imported, if it cannot. */
function importProblem(app: App, userId: string, now: number): TencentImCode | undefined {
  const { readings, limits, switches } = app.options;
  if (Buffer.byteLength(userId) > FIXED.userIdBytes) return tencentImCodes.accountFieldInvalid;
  if (!CHARACTERS[readings.userIdCharacters].test(userId)) return tencentImCodes.accountFieldInvalid;
  if (app.users.has(userId)) return undefined;
  if (!switches.reimportAtOnce && app.deleted.get(userId, now)) return tencentImCodes.deletedRecently;
  if (app.users.size >= limits.accounts) return tencentImCodes.tooManyAccounts;
  return undefined;
}

function deleteMany(app: App, call: Call): JsonObject {
  if (!app.options.switches.accountDeletion) throw new Refusal(tencentImCodes.deletionNotAllowed);
  const ResultItem = readUserIds(app, call.body.DeleteItem).map((UserID) => {
    const code =
      call.request.recipientCode(UserID) ?? (app.users.delete(UserID) ? 0 : tencentImCodes.accountUnknown);
    if (code === 0) {
      app.deleted.set(UserID, call.now, true);
      app.profiles.forget(UserID);
      for (const group of app.groups.values()) app.groups.leave(group, UserID);
    }
    return { UserID, ResultCode: code, ResultInfo: code === 0 ? '' : textOf(code) };
  });
  return { ResultItem };
}

function checkMany(app: App, call: Call): JsonObject {
  const ResultItem = readUserIds(app, call.body.CheckItem).map((UserID) => {
    const code = call.request.recipientCode(UserID) ?? 0;
    if (code !== 0) return { UserID, ResultCode: code, ResultInfo: textOf(code) };
    const AccountStatus = app.users.has(UserID) ? 'Imported' : 'NotImported';
    return { UserID, ResultCode: 0, ResultInfo: '', AccountStatus };
  });
  return { ResultItem };
}

function readUserIds(app: App, items: unknown): string[] {
  return readItems(app, items).map((item) => readUserId(asObject(item).UserID));
}

function readItems(app: App, items: unknown): readonly unknown[] {
  if (!Array.isArray(items) || items.length === 0) throw new Refusal(tencentImCodes.accountFieldInvalid);
  // 70402 or the older 70206: which of them counts the items is not certain [?].
  if (items.length > app.options.limits.accountsPerCall) {
    throw new Refusal(app.options.readings.tooManyAccountsCode);
  }
  return items;
}

function asObject(item: unknown): Body {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw new Refusal(tencentImCodes.accountFieldInvalid);
  return item as Body;
}

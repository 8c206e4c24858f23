import * as z from 'zod';
import type { Call, Command } from '../dialect/command.ts';
import { type Body, field, unread } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { account } from './fields.ts';
import { FIXED } from './limits.ts';

/** Tags and attributes of `all_member_push` (1047/37167 to 37175 = 269/45935 to 45943). */
export function pushProfileCommands(app: App): Command[] {
  const command = (name: string, fields: readonly string[], run: Command['run']): Command =>
    tencentImCommand(app, 'all_member_push', name, {
      fields: unread(fields),
      callsPerSecond: app.options.limits.slowCallsPerSecond,
      run: (_values, call) => run(call),
    });
  const attributeNamesReply = () => ({ AttrNames: Object.fromEntries(app.profiles.attributeNames) });
  return [
    command('im_set_attr_name', ['AttrNames'], (call) => setAttributeNames(app, call)),
    command('im_get_attr_name', [], attributeNamesReply),
    command('im_set_attr', ['UserAttrs'], (call) => setAttributes(app, call)),
    command('im_remove_attr', ['UserAttrs'], (call) => removeAttributes(app, call)),
    command('im_get_attr', ['To_Account'], (call) => getAttributes(app, call)),
    command('im_add_tag', ['UserTags'], (call) => addTags(app, call)),
    command('im_remove_tag', ['UserTags'], (call) => removeTags(app, call)),
    command('im_get_tag', ['To_Account'], (call) => getTags(app, call)),
    command('im_remove_all_tags', ['To_Account'], (call) => removeAllTags(app, call)),
  ];
}

const attributeNumber = z.enum(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
const attributeNames = field(z.partialRecord(attributeNumber, z.string()), tencentImCodes.attributeInvalid);

function setAttributeNames(app: App, call: Call): JsonObject {
  const names = Object.entries(attributeNames(call.body.AttrNames));
  if (names.length === 0) throw new Refusal(tencentImCodes.attributeInvalid);
  for (const [, name] of names) {
    if (name === '') throw new Refusal(tencentImCodes.attributeInvalid);
    if (Buffer.byteLength(name) > FIXED.tagBytes) throw new Refusal(tencentImCodes.nameTooLong);
  }
  for (const [number, name] of names) app.profiles.attributeNames.set(number, name);
  return {};
}

function setAttributes(app: App, call: Call): JsonObject {
  const read = field(z.record(z.string(), z.string()), tencentImCodes.attributeInvalid);
  const entries = readUsers(app, call.body.UserAttrs, (item) => {
    const attributes = read(item.Attrs);
    for (const [name, value] of Object.entries(attributes)) {
      if (!app.profiles.hasAttributeName(name) || Buffer.byteLength(value) > FIXED.tagBytes) {
        throw new Refusal(tencentImCodes.attributeInvalid);
      }
    }
    return attributes;
  });
  for (const { userId, value } of entries) app.profiles.setAttributes(userId, value);
  return {};
}

function removeAttributes(app: App, call: Call): JsonObject {
  const read = field(z.array(z.string()), tencentImCodes.attributeInvalid);
  const entries = readUsers(app, call.body.UserAttrs, (item) => {
    const names = read(item.Attrs);
    if (!names.every((name) => app.profiles.hasAttributeName(name)))
      throw new Refusal(tencentImCodes.attributeInvalid);
    return names;
  });
  for (const { userId, value } of entries) app.profiles.removeAttributes(userId, value);
  return {};
}

function getAttributes(app: App, call: Call): JsonObject {
  const UserAttrs = readNames(app, call).map((To_Account) => ({
    To_Account,
    Attrs: Object.fromEntries(app.profiles.attributesOf(To_Account)),
  }));
  return { UserAttrs };
}

const tagList = field(z.array(z.string()), tencentImCodes.bodyInvalid);

function readTags(item: Body): readonly string[] {
  const tags = tagList(item.Tags);
  for (const tag of tags) {
    if (tag === '') throw new Refusal(tencentImCodes.tagEmpty);
    if (Buffer.byteLength(tag) > FIXED.tagBytes) throw new Refusal(tencentImCodes.nameTooLong);
  }
  return tags;
}

function addTags(app: App, call: Call): JsonObject {
  const entries = readUsers(app, call.body.UserTags, (item) => {
    const tags = readTags(item);
    if (tags.length > FIXED.tagsPerCondition) throw new Refusal(tencentImCodes.tooManyTags);
    return tags;
  });
  for (const { userId, value } of entries) {
    // The bound of 100 tags is documented and its code is not [?].
    if (new Set([...app.profiles.tagsOf(userId), ...value]).size > FIXED.tagsPerUser)
      throw new Refusal(tencentImCodes.tooManyTags);
  }
  for (const { userId, value } of entries) app.profiles.addTags(userId, value);
  return {};
}

function removeTags(app: App, call: Call): JsonObject {
  const entries = readUsers(app, call.body.UserTags, readTags);
  for (const { userId, value } of entries) app.profiles.removeTags(userId, value);
  return {};
}

function getTags(app: App, call: Call): JsonObject {
  const UserTags = readNames(app, call).map((To_Account) => ({
    To_Account,
    Tags: [...app.profiles.tagsOf(To_Account)],
  }));
  return { UserTags };
}

function removeAllTags(app: App, call: Call): JsonObject {
  for (const name of readNames(app, call)) app.profiles.removeAllTags(name);
  return {};
}

/** A list of `{ To_Account, … }`: nothing is done before all of it was read. */
function readUsers<Value>(
  app: App,
  items: unknown,
  read: (item: Body) => Value,
): { userId: string; value: Value }[] {
  const objects = field(z.array(z.record(z.string(), z.unknown())).min(1), tencentImCodes.bodyInvalid)(items);
  if (objects.length > app.options.limits.pushUsersPerCall)
    throw new Refusal(tencentImCodes.tooManyPushUsers);
  return objects.map((item) => {
    const userId = field(account, tencentImCodes.bodyInvalid)(item.To_Account);
    const value = read(item);
    requireUser(app, userId);
    return { userId, value };
  });
}

function readNames(app: App, call: Call): readonly string[] {
  const names = field(z.array(account).min(1), tencentImCodes.bodyInvalid)(call.body.To_Account);
  if (names.length > app.options.limits.pushUsersPerCall) throw new Refusal(tencentImCodes.tooManyPushUsers);
  for (const name of names) requireUser(app, name);
  return names;
}

function requireUser(app: App, userId: string): void {
  if (!app.users.has(userId)) throw new Refusal(tencentImCodes.requestedAccountUnknown);
}

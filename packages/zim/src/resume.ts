import {
  type CallRecord,
  type ListReply,
  once,
  parseJsonAs,
  schema,
  type VendorCall,
} from '@polychat/core/adapter';
import { audienceCall } from './audience.ts';
import { commands } from './commands.ts';
import { directCall } from './direct.ts';
import { groupCall } from './group.ts';
import { roomCall } from './room.ts';
import type { Settings } from './settings.ts';
import { usersCall } from './users.ts';
import { vendorName } from './vendor.ts';

type AnyCall = VendorCall<ListReply<unknown>> | VendorCall<unknown>;

const messageMembers = () => ({
  FromUserId: schema.string(),
  MessageType: schema.int(),
  MessageBody: schema.looseObject({}),
});
const directSchema = once(() =>
  schema.looseObject({
    ...messageMembers(),
    ToUserId: schema.array(schema.string()).check(schema.minLength(1)),
  }),
);
const groupSchema = once(() => schema.looseObject({ ...messageMembers(), GroupId: schema.string() }));
const roomSchema = once(() => schema.looseObject({ ...messageMembers(), RoomId: schema.string() }));
const audienceSchema = once(() => schema.looseObject({ ...messageMembers(), PushType: schema.int() }));
const usersSchema = once(() =>
  schema.looseObject({
    UserInfo: schema
      .array(
        schema.looseObject({
          UserId: schema.string(),
          UserName: schema.optional(schema.string()),
          UserAvatar: schema.optional(schema.string()),
        }),
      )
      .check(schema.minLength(1)),
  }),
);

/**
 * Makes a call again from a journal's record: the same command with the stored bytes. Undefined for the record of
 * another vendor or app, of a command or operation that is none of ours, or with a body that is not a command's.
 */
export function resumeCall(record: CallRecord, settings: Settings): AnyCall | undefined {
  const { vendor, app, body } = record;
  if (vendor !== vendorName || app !== settings.app || !body) return undefined;
  const call = callOf(record, body.text, settings);
  return call && { ...call, body: () => body };
}

function callOf({ operation, endpoint }: CallRecord, text: string, settings: Settings): AnyCall | undefined {
  if (endpoint !== commands[operation]) return undefined;
  switch (operation) {
    case 'direct': {
      const request = parseJsonAs(directSchema(), text);
      return request && directCall(request, settings);
    }
    case 'group': {
      const request = parseJsonAs(groupSchema(), text);
      return request && groupCall(request, settings);
    }
    case 'room': {
      const request = parseJsonAs(roomSchema(), text);
      return request && roomCall(request, settings);
    }
    case 'audience': {
      const request = parseJsonAs(audienceSchema(), text);
      return request && audienceCall(request, settings);
    }
    case 'users': {
      const request = parseJsonAs(usersSchema(), text);
      return request && usersCall(request, settings);
    }
  }
}

import {
  type CallRecord,
  type ListReply,
  once,
  parseJsonAs,
  schema,
  type VendorCall,
} from '@polychat/core/adapter';
import type { ZodMiniType } from 'zod/mini';
import { audienceCall } from './audience.ts';
import { directCall } from './direct.ts';
import { groupCall } from './group.ts';
import { roomCall } from './room.ts';
import type { Settings } from './settings.ts';
import { usersCall } from './users.ts';
import { vendorName } from './vendor.ts';

type AnyCall = VendorCall<ListReply<unknown>> | VendorCall<unknown>;

const oneOrMore = <Item extends ZodMiniType>(item: Item) => schema.array(item).check(schema.minLength(1));
const messageMembers = () => ({ MsgRandom: schema.int(), MsgBody: schema.array(schema.unknown()) });
const directSchema = once(() =>
  schema.looseObject({
    ...messageMembers(),
    MsgSeq: schema.int(),
    To_Account: schema.union([schema.string(), oneOrMore(schema.string())]),
  }),
);
const groupSchema = once(() =>
  schema.looseObject({
    Random: schema.int(),
    MsgBody: schema.array(schema.unknown()),
    GroupId: schema.string(),
  }),
);
const audienceSchema = once(() => schema.looseObject({ ...messageMembers(), MsgLifeTime: schema.int() }));
const accountSchema = () => schema.looseObject({ UserID: schema.string() });
const usersSchema = once(() =>
  schema.union([accountSchema(), schema.looseObject({ AccountList: oneOrMore(accountSchema()) })]),
);

/**
 * Makes a call again from a journal's record: the same command with the stored bytes. Undefined for the record of
 * another vendor or app, of a command or operation that is none of ours, or with a body that is not the command's.
 */
export function resumeCall(record: CallRecord, settings: Settings): AnyCall | undefined {
  const { vendor, app, endpoint, body } = record;
  if (vendor !== vendorName || app !== settings.app || !body) return undefined;
  const call = callOf(record, body.text, settings);
  return call?.endpoint === endpoint ? { ...call, body: () => body } : undefined;
}

function callOf({ operation }: CallRecord, text: string, settings: Settings): AnyCall | undefined {
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
      const request = parseJsonAs(groupSchema(), text);
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
    default:
      return undefined;
  }
}

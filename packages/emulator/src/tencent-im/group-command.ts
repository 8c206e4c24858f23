import * as z from 'zod';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import type { Command } from './command.ts';
import { type Fields, field } from './fields.ts';
import type { TencentImGroup } from './groups.ts';
import { FIXED } from './limits.ts';

/** A command of the service, whose codes are the same throughout. */
export function groupCommand(
  app: App,
  name: string,
  shape: Fields,
  run: Command['run'],
  rate?: Pick<Command, 'callsPerSecond' | 'tooFastCode'>,
): Command {
  return {
    path: `v4/group_open_http_svc/${name}`,
    callsPerSecond: app.options.limits.callsPerSecond,
    ...rate,
    notJsonCode: tencentImCodes.groupBodyNotJson,
    fields: Object.keys(shape),
    unknownFieldCode: tencentImCodes.groupParameterInvalid,
    perUser: false,
    run,
  };
}

/** Printable ASCII of at most 48 bytes; else 10015. Then it must exist: 10010. */
export function readGroup(app: App, value: unknown): TencentImGroup {
  const groupId = field(z.string(), tencentImCodes.groupParameterInvalid)(value);
  if (!/^[\x20-\x7e]+$/.test(groupId) || groupId.length > FIXED.groupIdBytes)
    throw new Refusal(tencentImCodes.groupIdInvalid);
  const group = app.groups.get(groupId);
  if (group === undefined) throw new Refusal(tencentImCodes.groupNotFound);
  return group;
}

/** The reply to the first of a kind, or its promise. */
export type SentToGroup = JsonObject | Promise<JsonObject>;

/** What a copy is answered is not documented [?]. */
export function groupDuplicateReply(app: App, first: SentToGroup): SentToGroup {
  const { duplicateReply } = app.options.readings;
  if (typeof duplicateReply === 'number') throw new Refusal(duplicateReply);
  return first;
}

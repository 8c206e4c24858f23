import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { EmulatorBindings } from '../http/server.ts';
import { vendors } from '../vendor.ts';
import { vendorModules } from '../vendors.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { type GroupName, groupDetail, groupViews, messagesOf } from './group-view.ts';
import { groupsOf } from './groups-of.ts';
import { type MessageView, messageView } from './message-view.ts';
import { pageQuery, readJson, readQuery, readVendor, vendorSchema } from './read.ts';

const id = z.string().min(1);

const groupTypes = vendors.flatMap((vendor) => vendorModules[vendor].groupTypes);

const newGroup = z.strictObject({
  vendor: vendorSchema,
  /** `group` when absent. */
  channel: z.enum(['group', 'room']).default('group'),
  id,
  name: z.string().optional(),
  /** Needed for a group of ZIM; rooms have none. */
  owner: id.optional(),
  members: z.array(id).default([]),
  /** Tencent IM alone; `AVChatRoom` where `channel` is `room`, else `Public`. */
  type: z.enum(groupTypes).optional(),
});

const changedGroup = z.strictObject({
  mute: z.array(id).default([]),
  unmute: z.array(id).default([]),
});

/**
 * Groups and rooms. Who joins and leaves does so on a device: see `ClientAct`.
 *
 * - `GET /groups?search=&vendor=&limit=&offset=`: the newest message first
 * - `POST /groups` `{ vendor, channel?, id, name?, owner?, members?, type? }`: adds, or puts in the place of one that exists
 * - `GET /groups/:vendor/:channel/:id`: with its members
 * - `PATCH /groups/:vendor/:channel/:id` `{ mute?, unmute? }`: who may not write, and who may again
 * - `DELETE /groups/:vendor/:channel/:id`
 * - `GET /groups/:vendor/:channel/:id/messages?before=&limit=`: newest first
 */
export function addGroupRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  const { messages } = parts;

  app.get('/groups', (context) => {
    const { search, vendor, limit, offset } = readQuery(context, {
      search: z.string().default(''),
      vendor: vendorSchema.optional(),
      limit: pageQuery.limit,
      offset: z.coerce.number().int().min(0).default(0),
    });
    const wanted = search.toLowerCase();
    const found = groupViews(parts.emulator(), messages, vendor).filter(
      ({ id: groupId, name }) =>
        groupId.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted),
    );
    return context.json({ total: found.length, groups: found.slice(offset, offset + limit) });
  });

  app.post('/groups', async (context) => {
    const { vendor, ...group } = await readJson(context, newGroup);
    const emulator = parts.emulator();
    const channel = groupsOf(emulator, vendor).put(group);
    return context.json(groupDetail(emulator, messages, { vendor, channel, id: group.id }) ?? null, 201);
  });

  app.get('/groups/:vendor/:channel/:id', (context) => {
    const view = groupDetail(parts.emulator(), messages, nameIn(context));
    if (view === undefined) throw notFound();
    return context.json(view);
  });

  app.patch('/groups/:vendor/:channel/:id', async (context) => {
    const name = nameIn(context);
    const { mute, unmute } = await readJson(context, changedGroup);
    const emulator = parts.emulator();
    const mutedUntil = groupsOf(emulator, name.vendor).get(name.channel, name.id)?.mutedUntil;
    if (mutedUntil === undefined) throw notFound();
    for (const userId of mute) mutedUntil.set(userId, Number.POSITIVE_INFINITY);
    for (const userId of unmute) mutedUntil.delete(userId);
    return context.json(groupDetail(emulator, messages, name) ?? null);
  });

  app.delete('/groups/:vendor/:channel/:id', (context) => {
    const { vendor, channel, id: groupId } = nameIn(context);
    if (!groupsOf(parts.emulator(), vendor).delete(channel, groupId)) throw notFound();
    return context.body(null, 204);
  });

  app.get('/groups/:vendor/:channel/:id/messages', (context) => {
    const name = nameIn(context);
    const { before, limit } = readQuery(context, pageQuery);
    const found: MessageView[] = [];
    for (const message of messagesOf(messages, name)) {
      if (before !== undefined && message.id >= before) continue;
      if (found.length === limit) return context.json({ messages: found, more: true });
      found.push(messageView(message));
    }
    return context.json({ messages: found, more: false });
  });
}

function nameIn(context: Context): GroupName {
  const channel = z.enum(['group', 'room']).safeParse(context.req.param('channel'));
  if (!channel.success) throw new ControlError(404, 'channel is group or room', 'channel');
  return { vendor: readVendor(context), channel: channel.data, id: context.req.param('id') ?? '' };
}

function notFound(): ControlError {
  return new ControlError(404, 'There is no such group or room', 'id');
}

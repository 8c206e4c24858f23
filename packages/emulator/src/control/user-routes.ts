import type { Hono } from 'hono';
import * as z from 'zod';
import type { EmulatorBindings } from '../http/server.ts';
import { type Vendor, vendors } from '../vendor.ts';
import { presenceSchema } from '../world/user-options.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { pageQuery, readJson, readQuery, readVendor, vendorSchema } from './read.ts';
import { conversationViews, userView } from './user-view.ts';

const profile = {
  name: z.string().optional(),
  avatarUrl: z.string().optional(),
  presence: presenceSchema.optional(),
};

const newUser = z.strictObject({
  userId: z.string().min(1),
  /** Both when absent. */
  vendor: vendorSchema.optional(),
  ...profile,
});

const changedUser = z.strictObject({
  ...profile,
  /** Adds to and takes from this user's blocklist. */
  block: z.array(z.string().min(1)).optional(),
  unblock: z.array(z.string().min(1)).optional(),
});

/**
 * - `GET /users?search=&vendor=&limit=&offset=`: newest conversation first, then those without messages
 * - `POST /users` `{ userId, vendor?, name?, avatarUrl?, presence? }`: adds, or changes what is given
 * - `GET /users/:userId`
 * - `PATCH /users/:vendor/:userId` `{ name?, avatarUrl?, presence?, block?, unblock? }`
 * - `DELETE /users/:vendor/:userId`
 * - `GET /users/:vendor/:userId/conversations?limit=`
 */
export function addUserRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  const { messages } = parts;

  app.get('/users', (context) => {
    const { search, vendor, limit, offset } = readQuery(context, {
      search: z.string().default(''),
      vendor: vendorSchema.optional(),
      limit: pageQuery.limit,
      offset: z.coerce.number().int().min(0).default(0),
    });
    const emulator = parts.emulator();
    const userIds = sortByActivity(parts, matching(parts, search, vendor));
    const users = userIds
      .slice(offset, offset + limit)
      .flatMap((userId) => userView(emulator, messages, userId) ?? []);
    return context.json({ total: userIds.length, users });
  });

  app.post('/users', async (context) => {
    const { vendor, presence, ...names } = await readJson(context, newUser);
    const emulator = parts.emulator();
    for (const each of vendor === undefined ? vendors : [vendor]) {
      const directory = emulator[each].users;
      const isNew = !directory.has(names.userId);
      directory.put(isNew ? { ...names, presence } : names);
      // Of an account that was there, the device logs in or out, of which webhooks are told.
      if (!isNew && presence !== undefined) emulator.setPresence(names.userId, presence, each);
    }
    return context.json(userView(emulator, messages, names.userId) ?? null, 201);
  });

  app.get('/users/:userId', (context) => {
    const view = userView(parts.emulator(), messages, context.req.param('userId'));
    if (view === undefined) throw new ControlError(404, 'There is no such user', 'userId');
    return context.json(view);
  });

  app.patch('/users/:vendor/:userId', async (context) => {
    const vendor = readVendor(context);
    const userId = context.req.param('userId');
    const { presence, block, unblock, ...names } = await readJson(context, changedUser);
    const emulator = parts.emulator();
    const directory = emulator[vendor].users;
    const user = directory.get(userId);
    if (user === undefined) throw new ControlError(404, `${vendor} has no such user`, 'userId');
    for (const blocked of block ?? []) user.blocked.set(blocked, emulator.now());
    for (const blocked of unblock ?? []) user.blocked.delete(blocked);
    directory.put({ userId, ...names });
    if (presence !== undefined) emulator.setPresence(userId, presence, vendor);
    return context.json(userView(emulator, messages, userId) ?? null);
  });

  app.delete('/users/:vendor/:userId', (context) => {
    const vendor = readVendor(context);
    const known = parts.emulator()[vendor].users.delete(context.req.param('userId'));
    if (!known) throw new ControlError(404, `${vendor} has no such user`, 'userId');
    return context.body(null, 204);
  });

  app.get('/users/:vendor/:userId/conversations', (context) => {
    const vendor = readVendor(context);
    const { limit } = readQuery(context, { limit: pageQuery.limit });
    const conversations = conversationViews(parts.emulator(), messages, vendor, context.req.param('userId'));
    return context.json({ total: conversations.length, conversations: conversations.slice(0, limit) });
  });
}

/** Whom a search finds: by id, or by a name at either vendor. */
function matching(parts: ControlParts, search: string, vendor: Vendor | undefined): Set<string> {
  const wanted = search.toLowerCase();
  const found = new Set<string>();
  for (const each of vendor === undefined ? vendors : [vendor]) {
    for (const { userId, name } of parts.emulator()[each].users.values()) {
      if (userId.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted)) found.add(userId);
    }
  }
  return found;
}

function sortByActivity(parts: ControlParts, userIds: Set<string>): string[] {
  const newest = new Map<string, number>();
  for (const userId of userIds) {
    for (const { message, copy } of parts.messages.copiesOf(userId)) {
      // Of the two sides of one message, the one that got it comes first.
      newest.set(userId, message.id + (copy.direction === 'received' ? 0.5 : 0));
      break;
    }
  }
  // Sorting is stable: users without messages keep the order of their coming.
  return [...userIds].sort((one, other) => (newest.get(other) ?? 0) - (newest.get(one) ?? 0));
}

import { setImmediate } from 'node:timers/promises';
import type { Hono } from 'hono';
import * as z from 'zod';
import { partsOf, previewOf } from '../content/parts-of.ts';
import type { EmulatorBindings } from '../http/server.ts';
import type { Vendor } from '../vendor.ts';
import type { Message } from '../world/message.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { type CopyView, conversationOf, copyView, messageView } from './message-view.ts';
import { pageQuery, readId, readQuery, readVendor, vendorSchema } from './read.ts';

const channelSchema = z.enum(['direct', 'group', 'room', 'broadcast']);

/** After so many messages looked at, a search lets others have their turn. */
const searchStride = 2000;

/**
 * - `GET /messages?vendor=&search=&before=&limit=`: newest first
 * - `GET /messages/:id`
 * - `GET /users/:vendor/:userId/messages?channel=&with=&direction=&before=&limit=`: one user's, newest first
 */
export function addMessageRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  const { messages } = parts;

  app.get('/messages', async (context) => {
    const { vendor, search, before, limit } = readQuery(context, {
      ...pageQuery,
      vendor: vendorSchema.optional(),
      search: z.string().default(''),
    });
    const found: Message[] = [];
    let seen = 0;
    let more = false;
    for (const { message } of [...messages.newestFirst()]) {
      seen += 1;
      if (seen % searchStride === 0) await setImmediate();
      if (before !== undefined && message.id >= before) continue;
      if (vendor !== undefined && message.vendor !== vendor) continue;
      if (search !== '' && !matches(message, search.toLowerCase())) continue;
      if (found.length === limit) {
        more = true;
        break;
      }
      found.push(message);
    }
    return context.json({ messages: found.map(messageView), more });
  });

  app.get('/messages/:id', (context) => {
    const found = messages.find(readId(context));
    if (found === undefined) {
      throw new ControlError(404, 'There is no such message, or it is no longer kept', 'id');
    }
    return context.json({ ...messageView(found.message), copies: found.copies });
  });

  app.get('/users/:vendor/:userId/messages', (context) => {
    const query = readQuery(context, {
      ...pageQuery,
      channel: channelSchema.optional(),
      with: z.string().optional(),
      direction: z.enum(['received', 'sent', 'both']).default('both'),
    });
    return context.json(copiesPage(parts, readVendor(context), context.req.param('userId'), query));
  });
}

function copiesPage(
  parts: ControlParts,
  vendor: Vendor,
  userId: string,
  query: {
    limit: number;
    before?: number | undefined;
    channel?: Message['channel'] | undefined;
    with?: string | undefined;
    direction: 'received' | 'sent' | 'both';
  },
): { messages: CopyView[]; more: boolean } {
  const found: CopyView[] = [];
  for (const { message, copy } of parts.messages.copiesOf(userId)) {
    if (message.vendor !== vendor) continue;
    if (query.before !== undefined && message.id >= query.before) continue;
    if (query.direction !== 'both' && copy.direction !== query.direction) continue;
    if (query.channel !== undefined && message.channel !== query.channel) continue;
    if (query.with !== undefined && conversationOf(message, userId).with !== query.with) continue;
    if (found.length === query.limit) return { messages: found, more: true };
    found.push(copyView(message, copy));
  }
  return { messages: found, more: false };
}

/** By what a person would look for: the words, who, and the vendor's id. */
function matches(message: Message, wanted: string): boolean {
  const { from, to, messageId, vendor, content } = message;
  if (from.toLowerCase().includes(wanted) || to.toLowerCase().includes(wanted)) return true;
  if (messageId?.toLowerCase().includes(wanted)) return true;
  return previewOf(partsOf(vendor, content)).toLowerCase().includes(wanted);
}

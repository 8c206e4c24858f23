import type { Hono } from 'hono';
import * as z from 'zod';
import type { EmulatorBindings } from '../http/server.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { pageQuery, readId, readQuery, vendorSchema } from './read.ts';
import { webhookMatches, webhookView } from './webhook-view.ts';

/**
 * - `GET /webhooks?vendor=&event=&search=&failed=&before=&limit=`: what was sent to webhooks, newest first, with whom
 *   and what each is about; `failed` leaves the attempts that do not count as delivered
 * - `POST /webhooks/:id/replay`: sends that event again, and answers with what came of it
 */
export function addWebhookRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  app.get('/webhooks', (context) => {
    const { vendor, event, search, failed, before, limit } = readQuery(context, {
      ...pageQuery,
      vendor: vendorSchema.optional(),
      event: z.string().optional(),
      search: z.string().default(''),
      failed: z.enum(['true', 'false']).optional(),
    });
    const wanted = search.trim().toLowerCase();
    const found = parts
      .emulator()
      .webhooks.toReversed()
      .filter(
        (delivery) =>
          (before === undefined || delivery.id < before) &&
          (vendor === undefined || delivery.vendor === vendor) &&
          (event === undefined || delivery.event === event) &&
          (failed === undefined || (delivery.fault !== undefined) === (failed === 'true')),
      )
      .map(webhookView)
      .filter((view) => wanted === '' || webhookMatches(view, wanted));
    return context.json({ webhooks: found.slice(0, limit), more: found.length > limit });
  });

  app.post('/webhooks/:id/replay', async (context) => {
    const id = readId(context);
    const emulator = parts.emulator();
    if (!emulator.webhooks.some((delivery) => delivery.id === id)) {
      throw new ControlError(404, 'There is no such delivery, or it is no longer kept', 'id');
    }
    return context.json(await emulator.replayWebhook(id), 201);
  });
}

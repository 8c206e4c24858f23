import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { Recorder } from '../http/recorder.ts';
import type { RequestRecord } from '../http/request-record.ts';
import type { EmulatorBindings } from '../http/server.ts';
import type { MessageStore } from '../world/messages.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { pageQuery, readId, readQuery, vendorSchema } from './read.ts';
import {
  failedRecipients,
  hasFailed,
  type KeptRequest,
  refusalFor,
  requestBrief,
  requestMatches,
} from './request-view.ts';
import { resendRequest } from './resend-request.ts';

/**
 * - `GET /requests?vendor=&endpoint=&search=&failed=&refused=&before=&limit=`: newest first, one line each. `failed`
 *   leaves those that failed in whole or for somebody; `refused` names a user, and leaves the messages to them that
 *   the vendor refused
 * - `GET /requests/:id`: whole, with headers, body, the signature check, the reply and whom it names as failed
 * - `POST /requests/:id/resend`: sends the same bytes again, and answers with the new request's line
 */
export function addRequestRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  app.get('/requests', (context) => {
    const { vendor, endpoint, search, failed, refused, before, limit } = readQuery(context, {
      ...pageQuery,
      vendor: vendorSchema.optional(),
      endpoint: z.string().optional(),
      search: z.string().default(''),
      failed: z.enum(['true', 'false']).optional(),
      refused: z.string().optional(),
    });
    const wanted = search.trim().toLowerCase();
    const found: RequestRecord[] = [];
    let more = false;
    for (const record of parts.recorder.newestFirst()) {
      if (before !== undefined && record.id >= before) continue;
      if (vendor !== undefined && record.vendor !== vendor) continue;
      if (endpoint !== undefined && !isEndpoint(record.endpoint, endpoint)) continue;
      if (wanted !== '' && !requestMatches(record, wanted)) continue;
      if (failed !== undefined && hasFailed(requestBrief(record)) !== (failed === 'true')) continue;
      if (refused !== undefined && refusalFor(record, refused) === undefined) continue;
      if (found.length === limit) {
        more = true;
        break;
      }
      found.push(record);
    }
    return context.json({ requests: found.map(requestBrief), more });
  });

  app.get('/requests/:id', (context) => {
    const record = kept(parts.recorder, context);
    const failedItems = failedRecipients(record);
    const whole: KeptRequest = {
      ...record,
      brief: requestBrief(record),
      ...(failedItems.length === 0 ? {} : { failed: failedItems }),
      reached: reachedBy(parts.messages, record),
    };
    return context.json(whole);
  });

  app.post('/requests/:id/resend', async (context) => {
    const record = kept(parts.recorder, context);
    if (record.wholeBodyBytes !== undefined) {
      throw new ControlError(409, 'Only the beginning of this request’s body is kept', 'id');
    }
    const again = await resendRequest(parts.recorder, record, parts.emulator().url);
    if (again === undefined) throw new ControlError(502, 'The request could not be sent again');
    return context.json(requestBrief(again), 201);
  });
}

/** The sender's own devices do not count. */
function reachedBy(messages: MessageStore, { id }: RequestRecord): number {
  const users = new Set<string>();
  for (const { message, copies } of messages.newestFirst()) {
    if (message.requestId !== id) continue;
    for (const { userId, direction } of copies) if (direction === 'received') users.add(userId);
  }
  return users.size;
}

/** @throws ControlError 404 */
function kept(recorder: Recorder, context: Context): RequestRecord {
  const record = recorder.get(readId(context));
  if (record === undefined) {
    throw new ControlError(404, 'There is no such request, or it is no longer kept', 'id');
  }
  return record;
}

function isEndpoint(endpoint: string, wanted: string): boolean {
  return endpoint === wanted || endpoint.endsWith(`/${wanted}`);
}

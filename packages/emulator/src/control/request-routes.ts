import type { Hono } from 'hono';
import * as z from 'zod';
import type { RequestRecord } from '../request-record.ts';
import type { EmulatorBindings } from '../server.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { pageQuery, readId, readQuery, vendorSchema } from './read.ts';
import { requestBrief } from './request-view.ts';

/**
 * - `GET /requests?vendor=&endpoint=&before=&limit=`: newest first, one line each
 * - `GET /requests/:id`: whole, with headers, body, the signature check and the reply
 */
export function addRequestRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  app.get('/requests', (context) => {
    const { vendor, endpoint, before, limit } = readQuery(context, {
      ...pageQuery,
      vendor: vendorSchema.optional(),
      endpoint: z.string().optional(),
    });
    const found: RequestRecord[] = [];
    let more = false;
    for (const record of parts.recorder.newestFirst()) {
      if (before !== undefined && record.id >= before) continue;
      if (vendor !== undefined && record.vendor !== vendor) continue;
      if (endpoint !== undefined && !isEndpoint(record.endpoint, endpoint)) continue;
      if (found.length === limit) {
        more = true;
        break;
      }
      found.push(record);
    }
    return context.json({ requests: found.map(requestBrief), more });
  });

  app.get('/requests/:id', (context) => {
    const record = parts.recorder.get(readId(context));
    if (record === undefined) {
      throw new ControlError(404, 'There is no such request, or it is no longer kept', 'id');
    }
    return context.json(record);
  });
}

function isEndpoint(endpoint: string, wanted: string): boolean {
  return endpoint === wanted || endpoint.endsWith(`/${wanted}`);
}

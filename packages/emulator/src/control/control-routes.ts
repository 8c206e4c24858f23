import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import * as z from 'zod';
import { clientActSchema } from '../client-act-schema.ts';
import type { EmulatorBindings } from '../http/server.ts';
import { parseInput } from '../invalid-input.ts';
import type { Vendor } from '../vendor.ts';
import { codeMeaning } from './code-meaning.ts';
import { answerError, ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { EventStream } from './event-stream.ts';
import { addFaultRoutes } from './fault-routes.ts';
import { addGroupRoutes } from './group-routes.ts';
import { jsonBodiesOnly } from './json-bodies-only.ts';
import { addMessageRoutes } from './message-routes.ts';
import { readJson, vendorSchema } from './read.ts';
import { addRequestRoutes } from './request-routes.ts';
import { stateView, timeOf } from './state.ts';
import { addUserRoutes } from './user-routes.ts';
import { addWebhookRoutes } from './webhook-routes.ts';

const advance = z.strictObject({ milliseconds: z.number().min(0).max(1e13) });

const clientSend = z.strictObject({
  vendor: vendorSchema,
  from: z.string().min(1),
  /** A user id, a group's or a room's. */
  to: z.string().min(1),
  channel: z.enum(['direct', 'group', 'room']).optional(),
  /** As the vendor writes it: ZIM `{ MessageType, MessageBody }`, Tencent `{ MsgBody }`. */
  message: z.record(z.string(), z.unknown()),
});

/** The act itself is checked by the emulator. */
const clientAct = z.looseObject({ vendor: vendorSchema, userId: z.string().min(1) });

const clientLogin = z.strictObject({
  vendor: vendorSchema,
  userId: z.string().min(1),
  token: z.string(),
});

/** What the control API adds to what a device is told. */
export interface DeviceAnswer {
  /** What its code means; absent for 0, and where it is not known. */
  readonly meaning?: string;
}

/**
 * The control API: everything that the page shows and does, for scripts too. JSON in and out; what is wrong
 * with a request stands in `error`, see `ControlErrorBody`.
 *
 * - `GET /control/state`: addresses, credentials, settings, counts
 * - `GET /control/events`: Server-Sent Events, see `EventStream`
 * - `POST /control/reset`
 * - `GET /control/time`, `POST /control/time` `{ milliseconds }`: moves the time on
 * - `POST /control/client-acts` `{ vendor, userId, act, … }`: does what a user does on a device, see `ClientAct`
 * - `POST /control/client-sends` `{ vendor, from, to, channel?, message }`: acts as a user's device
 * - `POST /control/client-logins` `{ vendor, userId, token }`: logs a user's device in
 * - users, groups, messages, requests, faults and webhooks: see the files of their routes
 */
export function addControlRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  const control = new Hono<EmulatorBindings>();
  const events = new EventStream(parts);
  control.onError(answerError);
  control.use(jsonBodiesOnly());
  control.use(async (context, next) => {
    await next();
    context.res.headers.set('cache-control', 'no-store');
    context.res.headers.set('x-content-type-options', 'nosniff');
  });

  control.get('/state', (context) => context.json(stateView(parts)));

  control.get('/events', (context) => {
    events.connect(context.env.outgoing as ServerResponse);
    return RESPONSE_ALREADY_SENT;
  });

  control.post('/reset', (context) => {
    parts.emulator().reset();
    return context.body(null, 204);
  });

  control.get('/time', (context) => context.json(timeOf(parts)));
  control.post('/time', async (context) => {
    parts.emulator().advance((await readJson(context, advance)).milliseconds);
    return context.json(timeOf(parts));
  });

  control.post('/client-logins', async (context) => {
    const { vendor, ...login } = await readJson(context, clientLogin);
    return context.json(withMeaning(vendor, parts.emulator().clientLogin(vendor, login)), 201);
  });

  control.post('/client-acts', async (context) => {
    const { vendor, userId, ...act } = await readJson(context, clientAct);
    const wanted = parseInput(clientActSchema, act, 'client-acts');
    return context.json(withMeaning(vendor, await parts.emulator().clientAct(vendor, userId, wanted)), 201);
  });

  control.post('/client-sends', async (context) => {
    const { vendor, ...send } = await readJson(context, clientSend);
    return context.json(withMeaning(vendor, await parts.emulator().clientSend(vendor, send)), 201);
  });

  addUserRoutes(control, parts);
  addGroupRoutes(control, parts);
  addMessageRoutes(control, parts);
  addRequestRoutes(control, parts);
  addFaultRoutes(control, parts);
  addWebhookRoutes(control, parts);

  control.all('*', () => {
    throw new ControlError(404, 'The control API has no such path');
  });
  app.route('/control', control);
}

/** What a device is told, with what its code means where that is known. */
function withMeaning<Result extends { readonly code: number }>(
  vendor: Vendor,
  result: Result,
): Result & DeviceAnswer {
  const meaning = result.code === 0 ? undefined : codeMeaning(vendor, result.code);
  return meaning === undefined ? result : { ...result, meaning };
}

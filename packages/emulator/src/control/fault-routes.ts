import type { Hono } from 'hono';
import * as z from 'zod';
import { faultRuleSchema } from '../http/faults/fault-schema.ts';
import type { EmulatorBindings } from '../http/server.ts';
import { parseInput } from '../invalid-input.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { readId, readJson, readQuery } from './read.ts';

/**
 * - `GET /faults`: those that wait, oldest first
 * - `POST /faults`: a `FaultRule`, such as `{ "endpoint": "sendmsg", "times": 2, "fault": { "kind": "silence" } }`,
 *   or a list of them, of which all are added or none
 * - `DELETE /faults/:id`; `DELETE /faults`: all, or those of `?ids=1,2` that still wait
 */
export function addFaultRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  app.get('/faults', (context) => context.json({ faults: parts.emulator().faults }));

  app.post('/faults', async (context) => {
    const body = await readJson(context, z.unknown());
    const emulator = parts.emulator();
    if (!Array.isArray(body))
      return context.json(emulator.fail(parseInput(faultRuleSchema, body, 'body')), 201);
    const rules = parseInput(z.array(faultRuleSchema), body, 'body');
    return context.json({ faults: rules.map((rule) => emulator.fail(rule)) }, 201);
  });

  app.delete('/faults', (context) => {
    const { ids } = readQuery(context, {
      ids: z
        .string()
        .regex(/^\d+(,\d+)*$/)
        .optional(),
    });
    const emulator = parts.emulator();
    const wanted = ids?.split(',').map(Number) ?? emulator.faults.map(({ id }) => id);
    for (const id of wanted) emulator.cancelFault(id);
    return context.body(null, 204);
  });

  app.delete('/faults/:id', (context) => {
    if (!parts.emulator().cancelFault(readId(context))) {
      throw new ControlError(404, 'No fault of that id waits', 'id');
    }
    return context.body(null, 204);
  });
}

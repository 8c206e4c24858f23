import type { Hono } from 'hono';
import { faultRuleSchema } from '../faults.ts';
import type { EmulatorBindings } from '../server.ts';
import { ControlError } from './control-error.ts';
import type { ControlParts } from './control-parts.ts';
import { readId, readJson } from './read.ts';

/**
 * - `GET /faults`: those that wait, oldest first
 * - `POST /faults`: a `FaultRule`, such as `{ "endpoint": "sendmsg", "times": 2, "fault": { "kind": "silence" } }`
 * - `DELETE /faults/:id`, `DELETE /faults`
 */
export function addFaultRoutes(app: Hono<EmulatorBindings>, parts: ControlParts): void {
  app.get('/faults', (context) => context.json({ faults: parts.emulator().faults }));

  app.post('/faults', async (context) => {
    const rule = await readJson(context, faultRuleSchema);
    return context.json(parts.emulator().fail(rule), 201);
  });

  app.delete('/faults', (context) => {
    const emulator = parts.emulator();
    for (const { id } of emulator.faults) emulator.cancelFault(id);
    return context.body(null, 204);
  });

  app.delete('/faults/:id', (context) => {
    if (!parts.emulator().cancelFault(readId(context))) {
      throw new ControlError(404, 'No fault of that id waits', 'id');
    }
    return context.body(null, 204);
  });
}

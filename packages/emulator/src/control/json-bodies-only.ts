import type { MiddlewareHandler } from 'hono';
import { ControlError } from './control-error.ts';

/**
 * Refuses writes that say that their body is something else than JSON: it is what a form can send from any site,
 * and browsers of old sent it without an `Origin`.
 *
 * @throws ControlError 415
 */
export function jsonBodiesOnly(): MiddlewareHandler {
  return async (context, next) => {
    const { method } = context.req;
    const type = context.req.header('content-type');
    if (method !== 'GET' && method !== 'HEAD' && type !== undefined && !/^application\/json\b/i.test(type)) {
      throw new ControlError(415, 'The body must be application/json', 'Content-Type');
    }
    await next();
  };
}

import type { Context, MiddlewareHandler } from 'hono';
import { ControlError } from './control-error.ts';

const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Lets through what comes from this machine and from the emulator's own page. A name that was bent to point at
 * loopback (DNS rebinding) shows in `Host`; another site's page in `Origin` or `Sec-Fetch-Site`.
 *
 * @throws ControlError 403
 */
export function loopbackOnly(): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    if (!loopbackHost.test(host)) throw new ControlError(403, 'Host is not a loopback address', 'Host');
    await next();
  };
}

/**
 * Refuses other sites: whatever names a foreign origin, and writes that a browser marks as coming from one.
 *
 * @throws ControlError 403; 415 for a body that is no JSON, since forms are what needs no leave to be posted
 */
export function sameOriginOnly(): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin');
    if (origin !== undefined && origin.toLowerCase() !== ownOrigin(context)) {
      throw new ControlError(403, 'Origin is another site', 'Origin');
    }
    if (!isRead(context.req.method)) {
      const site = context.req.header('sec-fetch-site');
      if (site !== undefined && site !== 'same-origin' && site !== 'none') {
        throw new ControlError(403, 'The request comes from another site', 'Sec-Fetch-Site');
      }
      const type = context.req.header('content-type');
      if (type !== undefined && !/^application\/json\b/i.test(type)) {
        throw new ControlError(415, 'The body must be application/json', 'Content-Type');
      }
    }
    await next();
  };
}

function ownOrigin(context: Context): string {
  return `http://${(context.req.header('host') ?? '').toLowerCase()}`;
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

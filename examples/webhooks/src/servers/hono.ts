import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Hooks } from '../hooks.ts';
import { type Listening, listening } from './listening.ts';

/** Webhooks behind Hono, here on Node; the routes are the same on Deno, Bun and workers. */
export function serveWithHono(hooks: Hooks): Promise<Listening> {
  const app = new Hono();
  app.post('/hooks/zim', (context) => hooks.zim(context.req.raw));
  app.post('/hooks/tencent-im', (context) => hooks.tencentIm(context.req.raw));
  return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }));
}

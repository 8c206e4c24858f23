import { createServer } from 'node:http';
import { toNodeListener } from '@polychat/core/webhooks';
import express from 'express';
import type { Hooks } from '../hooks.ts';
import { type Listening, listening } from './listening.ts';

/** Webhooks behind Express. */
export function serveWithExpress(hooks: Hooks): Promise<Listening> {
  const app = express();
  // Before body parsers: the handler wants the body as it came.
  app.post('/hooks/zim', toNodeListener(hooks.zim));
  app.post('/hooks/tencent-im', toNodeListener(hooks.tencentIm));
  app.use(express.json());
  return listening(createServer(app).listen(0, '127.0.0.1'));
}

import { createServer } from 'node:http';
import { toNodeListener } from '@polychat/core/webhooks';
import type { Hooks } from '../hooks.ts';
import { type Listening, listening } from './listening.ts';

/** Webhooks behind Node's own server. */
export function serveWithNode(hooks: Hooks): Promise<Listening> {
  const [zim, tencentIm] = [toNodeListener(hooks.zim), toNodeListener(hooks.tencentIm)];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/hooks/zim') return zim(request, response);
    if (pathname === '/hooks/tencent-im') return tencentIm(request, response);
    return response.writeHead(404).end();
  });
  return listening(server.listen(0, '127.0.0.1'));
}

import type { Hono } from 'hono';
import { answerError } from '../../control/control-error.ts';
import type { EmulatorBindings } from '../../http/server.ts';
import { loadPageBundle } from './page-bundle.ts';
import { pageHtml } from './page-html.ts';

/**
 * What the page may do: run its own script, show its own styles, talk to its own address. Pictures, sounds and videos
 * of messages may come from anywhere, since the page loads them only when somebody asks for one.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data: http: https:',
  'media-src data: http: https:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The inbox page: `/`, its script and its styles. */
export function addPageRoutes(app: Hono<EmulatorBindings>): void {
  const text = (type: string, body: string) =>
    new Response(body, { headers: { ...headers, 'content-type': `${type}; charset=utf-8` } });

  app.get('/', () => text('text/html', pageHtml));
  app.get('/page/page.js', async () => text('text/javascript', (await loadPageBundle()).script));
  app.get('/page/page.css', async () => text('text/css', (await loadPageBundle()).styles));
  app.onError(answerError);
}

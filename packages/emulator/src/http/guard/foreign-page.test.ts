import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../../__fixtures__/running-emulator.ts';
import { hasBrowser, launchBrowser, patienceMs } from '../../page/__fixtures__/browser.ts';
import { signedQuery } from '../../zim/__fixtures__/zim-client.ts';

const emulator = await emulatorForFile({ zim: { users: ['ana', 'bo'] } });

/**
 * Notes each answer to a POST of this process's servers as `/path 403`. The browser's own record is not used: it may miss
 * what a form loads into a frame of another site.
 */
function recordAnswers(): { readonly answers: readonly string[]; stop(): void } {
  const answers: string[] = [];
  const channel = 'http.server.response.finish';
  const note = (event: unknown) => {
    const { request, response } = event as { request: IncomingMessage; response: ServerResponse };
    if (request.method === 'POST') answers.push(`${request.url} ${response.statusCode}`);
  };
  subscribe(channel, note);
  return { answers, stop: () => unsubscribe(channel, note) };
}

describe.skipIf(!hasBrowser())('a page of another site in a browser', () => {
  test('can neither plant a message nor act as a device, by fetch or by form, but may link to the page', async () => {
    const site = createServer((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/html' });
      outgoing.end(`<!doctype html><title>Elsewhere</title><a href="${emulator.url}/">The inbox</a>`);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(patienceMs);
      // Another port of the same host is the same site to a browser, and another name is another site.
      for (const name of ['127.0.0.1', 'localhost']) {
        await page.goto(`http://${name}:${(site.address() as AddressInfo).port}/`);
        const zim = JSON.stringify({
          FromUserId: 'ana',
          ToUserId: ['bo'],
          MessageType: 1,
          Priority: 2,
          MessageBody: { Message: 'planted' },
        });
        const device = JSON.stringify({
          vendor: 'zim',
          from: 'ana',
          to: 'bo',
          message: { MessageType: 1, MessageBody: { Message: 'planted' } },
        });
        const targets = [
          { url: `${emulator.zim.baseUrl}/?${signedQuery(emulator, 'SendPeerMessage')}`, body: zim },
          { url: `${emulator.url}/control/client-sends`, body: device },
        ];
        for (const { url, body } of targets) {
          const { pathname, search } = new URL(url);
          const refusal = `${pathname}${search} 403`;
          const record = recordAnswers();
          await page.evaluate(([to, text]) => fetch(to, { method: 'POST', mode: 'no-cors', body: text }), [
            url,
            body,
          ] as const);
          await expect.poll(() => record.answers).toEqual([refusal]);
          await page.evaluate(
            ([to, text]) => {
              const form = document.createElement('form');
              form.method = 'POST';
              form.action = to;
              form.enctype = 'text/plain';
              form.target = to;
              const frame = document.createElement('iframe');
              frame.name = to;
              const field = document.createElement('input');
              field.name = text;
              form.append(field);
              document.body.append(frame, form);
              form.submit();
            },
            [url, body] as const,
          );
          await expect.poll(() => record.answers).toEqual([refusal, refusal]);
          record.stop();
        }
        expect(emulator.requests).toEqual([]);
        expect(emulator.messages).toEqual([]);
        await page.getByText('The inbox').click();
        await page.locator('.live[data-connected]').waitFor({ state: 'attached' });
      }
    } finally {
      await browser.close();
      site.close();
      site.closeAllConnections();
    }
  });
});

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { chromium } from 'playwright-core';

/** Somebody who looks at what happens. */
export interface Watcher {
  close(): Promise<void>;
}

/** Where Chromium usually is; `CHROMIUM_PATH` says otherwise. */
export const chromiumPath = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

export async function nobody(): Promise<Watcher> {
  return { close: async () => {} };
}

/** Reads the event stream and throws it away, as a page without a face. */
export async function openStream(url: string): Promise<Watcher> {
  const request = get(`${url}/control/events`, (response) => response.resume());
  await once(request, 'response');
  return {
    close: async () => {
      request.destroy();
    },
  };
}

/** The inbox page in a headless browser; resolves once the page reads the event stream. */
export async function openPage(url: string): Promise<Watcher> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const stream = page.waitForResponse((response) => response.url().endsWith('/control/events'));
  await page.goto(url);
  await stream;
  return { close: () => browser.close() };
}

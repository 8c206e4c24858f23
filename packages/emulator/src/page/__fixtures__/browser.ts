import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Emulator } from '../../emulator.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * Whether this machine has a browser. Nothing is installed by the tests; in CI a missing browser is an error.
 *
 * @throws Error in CI
 */
export function hasBrowser(): boolean {
  if (existsSync(executablePath)) return true;
  if (process.env.CI)
    throw new Error(`No Chromium at ${executablePath}, and CI must not skip the page's tests`);
  process.stderr.write(
    `\nNOTICE: the tests of the inbox page are skipped, as there is no Chromium at ${executablePath}.\n` +
      'Install it, or say where it is with the variable CHROMIUM.\n\n',
  );
  return false;
}

/**
 * How long anything on a page may take, in milliseconds. Far more than needed: it must do on a machine that is busy. Who
 * writes a test learns sooner what fails with less, by `PAGE_PATIENCE`.
 */
export const patienceMs = Number(process.env.PAGE_PATIENCE ?? '120000');

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    timeout: patienceMs,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A page with a record of what must not happen: errors, and requests that leave the emulator. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  emulator: Emulator,
  path = '/',
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${emulator.url}/`) && !url.startsWith('data:')) problems.push(`request: ${url}`);
  });
  await page.goto(emulator.url + path);
  await page.locator('.live[data-connected]').waitFor({ state: 'attached' });
  return { page, problems, close: () => context.close() };
}

import { createClientToken as createUserSig } from '@polychat/tencent-im/token';
import { createClientToken as createToken04 } from '@polychat/zim/token';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Vendor } from '../vendor.ts';
import { hasBrowser } from './__fixtures__/browser.ts';
import { faintTexts } from './__fixtures__/faint-texts.ts';
import { usePage } from './__fixtures__/use-page.ts';

const vendors: readonly Vendor[] = ['zim', 'tencentIm'];

/** Codes with which a device is refused: by a token that has ended, and by one of another app. */
const codes = {
  zim: { expired: 6000106, foreign: 6000103 },
  tencentIm: { expired: 70001, foreign: 70014 },
} as const;

describe.skipIf(!hasBrowser())('a user’s device on the page', () => {
  const bench = usePage();
  const { open, column } = bench;

  /** @param otherBy how much the app's id differs */
  const tokenOf = async (vendor: Vendor, expiresInSeconds: number, otherBy = 0) => {
    const { zim, tencentIm } = bench.emulator;
    const made =
      vendor === 'zim'
        ? await createToken04({
            ...{ appId: zim.appId + otherBy, serverSecret: zim.serverSecret },
            ...{ userId: 'carol', expiresInSeconds },
          })
        : await createUserSig({
            ...{ sdkAppId: tencentIm.sdkAppId + otherBy, secretKey: tencentIm.secretKey },
            ...{ userId: 'carol', expiresInSeconds },
          });
    return made.token;
  };
  const presence = (vendor: Vendor) => {
    const { zim, tencentIm } = bench.emulator;
    return (vendor === 'zim' ? zim : tencentIm).users.get('carol')?.presence;
  };
  const choose = async (page: Page, vendor: Vendor, label: string) => {
    await column(page, vendor).getByRole('button', { name: 'Device at' }).click();
    await page.getByRole('menuitem', { name: label }).click();
  };
  const logIn = async (page: Page, token: string) => {
    const dialog = page.getByRole('dialog', { name: 'Log in carol' });
    await dialog.getByLabel('that your server made').fill(token);
    await dialog.getByRole('button', { name: 'Log in', exact: true }).click();
    return dialog;
  };

  test.each(vendors)('logs in at %s with a good token, and shows what it says', async (vendor) => {
    const page = await open('/#/inbox/carol');
    await choose(page, vendor, 'Log in with a token');
    const dialog = await logIn(page, await tokenOf(vendor, 3600));
    await dialog.getByText('carol is logged in').waitFor();
    await dialog.locator('.fact', { hasText: 'For user' }).getByText('carol').waitFor();
    await dialog
      .locator('.fact', { hasText: 'Valid until' })
      .getByText(/for (1 h|59 min)/)
      .waitFor();
    await expect.poll(() => presence(vendor)).toBe('online');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await column(page, vendor).getByRole('button', { name: 'Device at' }).getByText('Online').waitFor();
  });

  test.each(vendors)(
    'is refused at %s with a token that has ended, or that is of another app',
    async (vendor) => {
      const ended = await tokenOf(vendor, 60);
      const foreign = await tokenOf(vendor, 86_400, 1);
      bench.emulator.advance(120_000);
      const page = await open('/#/inbox/carol');
      await choose(page, vendor, 'Log in with a token');
      const dialog = await logIn(page, ended);
      await dialog.getByText(`Refused with code ${codes[vendor].expired}`).waitFor();
      await dialog
        .locator('.fact', { hasText: 'Valid until' })
        .getByText('ended 1 min', { exact: false })
        .waitFor();
      await logIn(page, foreign);
      await dialog.getByText(`Refused with code ${codes[vendor].foreign}`).waitFor();
      const { zim, tencentIm } = bench.emulator;
      const appId = (vendor === 'zim' ? zim.appId : tencentIm.sdkAppId) + 1;
      await dialog.locator('.fact', { hasText: 'For app' }).getByText(String(appId)).waitFor();
      await logIn(page, 'not a token');
      await dialog.getByText('says cannot be read', { exact: false }).waitFor();
      expect(presence(vendor)).toBe('never');
      expect(await faintTexts(page)).toEqual([]);
    },
  );

  test.each(vendors)('goes online at %s, logs out, and is lost after the vendor’s time', async (vendor) => {
    const page = await open('/#/inbox/carol');
    await choose(page, vendor, 'Go online');
    await expect.poll(() => presence(vendor)).toBe('online');
    await column(page, vendor).getByRole('button', { name: 'Device at' }).getByText('Online').waitFor();
    await choose(page, vendor, 'Log out');
    await expect.poll(() => presence(vendor)).toBe('offline');
    await column(page, vendor).getByRole('button', { name: 'Device at' }).getByText('Offline').waitFor();
    await choose(page, vendor, 'Go online');
    await column(page, vendor).getByRole('button', { name: 'Device at' }).getByText('Online').waitFor();
    await choose(page, vendor, 'Lose the connection');
    const notice = await page.locator('.notice', { hasText: 'notices it in' }).textContent();
    // The time that the page names is the one that the emulator takes.
    const seconds = Number(/in (\d+) seconds/.exec(notice ?? '')?.[1]);
    bench.emulator.advance(seconds * 1000 - 5000);
    expect(presence(vendor)).toBe('online');
    bench.emulator.advance(5000);
    expect(presence(vendor)).toBe('offline');
  });
});

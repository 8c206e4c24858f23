import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { call } from '../tencent-im/__fixtures__/tencent-im-client.ts';
import type { Vendor } from '../vendor.ts';
import { hasBrowser } from './__fixtures__/browser.ts';
import { sayOnDevice, textOf } from './__fixtures__/device-messages.ts';
import { faintTexts } from './__fixtures__/faint-texts.ts';
import { usePage } from './__fixtures__/use-page.ts';

const users = [
  { userId: 'alice', name: 'Alice Moss', presence: 'online' },
  { userId: 'bob', name: 'Bob Reyes', presence: 'online' },
  { userId: 'carol', presence: 'online' },
] as const;

const world = {
  zim: {
    users: [...users],
    groups: [{ groupId: 'crew', owner: 'alice', name: 'The crew', members: ['bob'] }],
    rooms: [{ roomId: 'lobby', name: 'The lobby', members: ['bob'] }],
  },
  tencentIm: {
    users: [...users],
    groups: [
      {
        ...{ groupId: 'hikers', name: 'Weekend hikers', owner: 'alice', members: ['bob'] },
        applyJoinOption: 'FreeAccess',
      },
    ],
  },
} as const;

describe.skipIf(!hasBrowser())('groups and rooms on the page', () => {
  const bench = usePage();
  const { open, column } = bench;

  const inGroup = (vendor: Vendor, from: string, text: string, more = {}) =>
    sayOnDevice(bench.emulator, vendor, text, {
      ...{ from, to: vendor === 'zim' ? 'crew' : 'hikers', channel: 'group', more },
    });
  const start = () => bench.restart(structuredClone(world) as Parameters<typeof bench.restart>[0]);
  const entry = (page: Page, name: string): Locator => page.locator('.people .person', { hasText: name });
  const bubble = (page: Page, text: string): Locator => page.locator('.message', { hasText: text });
  const pick = async (page: Page, message: Locator, label: string) => {
    await message.hover();
    await message.locator('.message-menu').click();
    await page.getByRole('menuitem', { name: label }).click();
  };

  test('are found by search, and say what they are', async () => {
    await start();
    const page = await open('/#/inbox/alice');
    await entry(page, 'Weekend hikers').getByText('Group · 2 members').waitFor();
    await entry(page, 'The lobby').getByText('Room · 1 inside').waitFor();
    await page.getByRole('combobox', { name: 'Search' }).fill('hik');
    await page.getByRole('option', { name: 'Public group · 2 members' }).click();
    await page.getByRole('heading', { name: 'Weekend hikers' }).waitFor();
    expect(page.url()).toContain('#/inbox/tencentIm/group/hikers');
    await page.getByText('Public group · 2 members · owner Alice Moss').waitFor();
    // People and groups do not look alike.
    const round = (locator: Locator) =>
      locator.locator('.avatar').evaluate((avatar) => getComputedStyle(avatar).borderTopRightRadius);
    expect(await round(entry(page, 'Weekend hikers'))).not.toBe(await round(entry(page, 'Bob Reyes')));
  });

  test.each([
    ['ZIM', 'Group', 'zim/group/new', ['alice', 'bob']],
    ['ZIM', 'Room', 'zim/room/new', ['bob']],
    ['Tencent IM', 'Meeting', 'tencentIm/group/new', ['alice', 'bob']],
  ])('are made at %s: %s', async (vendor, kind, path, members) => {
    await start();
    const page = await open('/#/setup');
    const form = page.getByRole('region', { name: 'Add a group or a room' });
    await form.getByLabel(/^At/).selectOption({ label: vendor });
    await form.getByLabel('Kind').selectOption(kind);
    await form.getByLabel('Group or room').fill('new');
    if (kind !== 'Room') await form.getByLabel('Owner').fill('alice');
    await form.getByLabel('Members').fill('bob');
    await form.getByRole('button', { name: 'Add the' }).click();
    await page.getByRole('heading', { name: 'new', exact: true }).waitFor();
    expect(page.url()).toContain(`#/inbox/${path}`);
    const listed = await page.locator('.member .person-name').allTextContents();
    expect(listed).toEqual(members.map((userId) => ({ alice: 'Alice Moss', bob: 'Bob Reyes' })[userId]));
  });

  test('show who wrote, who is named, whom a message is for, and who came', async () => {
    await start();
    await inGroup('tencentIm', 'alice', 'Sunday at nine');
    await inGroup('tencentIm', 'bob', '@alice I will be late', {
      GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'alice' }, { GroupAtAllFlag: 1 }],
    });
    await call(bench.emulator, 'group_open_http_svc/send_group_msg', {
      ...{ GroupId: 'hikers', From_Account: 'alice', To_Account: ['bob'], Random: 1 },
      ...textOf('tencentIm', 'Bring the map'),
    });
    await bench.emulator.clientAct('tencentIm', 'carol', { act: 'join', channel: 'group', id: 'hikers' });
    const page = await open('/#/inbox/tencentIm/group/hikers');
    await page.locator('.tip', { hasText: 'carol joined' }).waitFor();
    // One acts as the owner first, whose messages stand on the other side.
    expect(await bubble(page, 'Sunday at nine').getAttribute('data-direction')).toBe('sent');
    const late = bubble(page, 'I will be late');
    await late.locator('.message-from', { hasText: 'Bob Reyes' }).waitFor();
    expect(await late.locator('.message-from .avatar').count()).toBe(1);
    expect(await late.locator('.mention').allTextContents()).toEqual(['@everyone', '@alice']);
    expect(await late.locator('.mention[data-me]').textContent()).toBe('@alice');
    await bubble(page, 'Bring the map').getByText('only for bob').waitFor();
    const member = (name: string) => page.locator('.member', { hasText: name });
    await member('Alice Moss').getByText('owner', { exact: true }).waitFor();
    await member('carol').waitFor();
    // On a member’s own device, too.
    await page.goto(`${bench.emulator.url}/#/inbox/bob`);
    const tencent = column(page, 'tencentIm');
    await tencent.locator('.message', { hasText: 'Sunday at nine' }).locator('.message-from').waitFor();
    await tencent.getByText('Public group · 3 members · bob is a member').waitFor();
    expect(await tencent.locator('.mention').count()).toBe(2);
  });

  test('take messages of a member, who names others, recalls, and is muted', async () => {
    await start();
    await inGroup('tencentIm', 'alice', 'Sunday at nine');
    const page = await open('/#/inbox/tencentIm/group/hikers');
    await page.getByLabel('Act as').selectOption('bob');
    await page.getByPlaceholder('Write as bob’s device').fill('@alice yes');
    await page.keyboard.press('Enter');
    const mine = bubble(page, '@alice yes');
    await mine.waitFor();
    expect(await mine.getAttribute('data-direction')).toBe('sent');
    expect(bench.emulator.messages.at(-1)).toMatchObject({
      from: 'bob',
      mentions: { everyone: false, users: ['alice'] },
    });
    await pick(page, mine, 'Recall');
    await page.getByText('Recalled by Bob Reyes, at').waitFor();
    await pick(page, bubble(page, 'Sunday at nine'), 'Mark read up to here');
    await bubble(page, 'Sunday at nine').getByText('read by 1').waitFor();
    await page.getByRole('button', { name: 'What bob can do' }).click();
    await page.getByRole('menuitem', { name: 'Mute' }).click();
    await page.locator('.member', { hasText: 'Bob Reyes' }).getByText('muted').waitFor();
    await page.getByPlaceholder('Write as bob’s device').fill('still here');
    await page.keyboard.press('Enter');
    await page.getByText('refused it with code 10017').waitFor();
  });

  test.each<[Vendor, string]>([
    ['zim', '/#/inbox/zim/group/crew'],
    ['tencentIm', '/#/inbox/tencentIm/group/hikers'],
  ])('of %s are joined and left', async (vendor, path) => {
    await start();
    const page = await open(path);
    await page.getByLabel('Who joins').fill('carol');
    await page.keyboard.press('Enter');
    const carol = page.locator('.member', { hasText: 'carol' });
    await carol.waitFor();
    await carol.getByRole('button', { name: 'What carol can do' }).click();
    await page.getByRole('menuitem', { name: 'Leave' }).click();
    await carol.waitFor({ state: 'detached' });
    // And on the member’s own device.
    await inGroup(vendor, 'bob', 'Anyone?');
    await page.goto(`${bench.emulator.url}/#/inbox/bob`);
    await column(page, vendor).getByRole('button', { name: 'Leave' }).click();
    await column(page, vendor).getByText('bob is not in it').waitFor();
    await column(page, vendor).getByRole('button', { name: 'Join' }).click();
    await column(page, vendor).getByText('bob is a member').waitFor();
  });

  test('show a room: who is inside, and what is said while they are', async () => {
    await start();
    const page = await open('/#/inbox/zim/room/lobby');
    await page.getByText('Nothing was written yet').waitFor();
    await page.getByText('Room · 1 inside').first().waitFor();
    await page.getByLabel('Who joins').fill('carol');
    await page.getByRole('button', { name: 'Enter', exact: true }).click();
    await page.getByRole('heading', { name: '2 inside' }).waitFor();
    await page.getByLabel('Act as').selectOption('carol');
    await page.getByPlaceholder('Write as carol’s device').fill('Hello, lobby');
    await page.keyboard.press('Enter');
    await bubble(page, 'Hello, lobby').waitFor();
    expect(bench.emulator.inbox('bob')).toMatchObject([{ channel: 'room', from: 'carol' }]);
    await page.goto(`${bench.emulator.url}/#/inbox/bob`);
    await column(page, 'zim').getByText('Room · 2 inside · bob is a member').waitFor();
  });

  test('are walked through with the keyboard alone', async () => {
    await start();
    await inGroup('tencentIm', 'alice', 'Sunday at nine');
    await inGroup('tencentIm', 'alice', 'By the bridge');
    const page = await open('/#/inbox');
    await entry(page, 'Weekend hikers').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('p');
    await page.keyboard.press('Home');
    // It stands right below those who wrote and got the messages.
    for (const _person of users.slice(0, 2)) await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toContain('Weekend hikers');
    await page.keyboard.press('Enter');
    // Enter goes on to the messages; arrows move in them, and m opens the menu.
    const focusedClass = () => page.evaluate(() => document.activeElement?.className ?? '');
    await expect.poll(focusedClass).toContain('message-meta');
    await page.keyboard.press('End');
    await page.keyboard.press('m');
    await page.getByRole('menu').waitFor();
    await expect.poll(focused).toContain('Edit');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toContain('Recall');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expect.poll(focusedClass).toContain('message-meta');
    await page.keyboard.press('m');
    await expect.poll(focused).toContain('Edit');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Recalled by Alice Moss, at').waitFor();
  });

  test.each([390, 820, 1280])('fit a window of %i pixels', async (width) => {
    await start();
    await inGroup('tencentIm', 'bob', 'https://example.com/'.padEnd(300, 'averylongwordwithoutanybreak'));
    const page = await open('/#/inbox/tencentIm/group/hikers', { viewport: { width, height: 800 } });
    await page.locator('.bubble').waitFor();
    const scrolled = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await scrolled()).toBe(width);
    if (width < 1100) await page.getByRole('button', { name: 'Members' }).click();
    await page.locator('.member', { hasText: 'Bob Reyes' }).waitFor();
    expect(await scrolled()).toBe(width);
    expect(await page.getByLabel('Who joins').isVisible()).toBe(true);
  });

  test.each(['light', 'dark'] as const)('are readable when %s', async (colorScheme) => {
    await start();
    await inGroup('tencentIm', 'alice', 'For all', { GroupAtInfo: [{ GroupAtAllFlag: 1 }] });
    await inGroup('tencentIm', 'bob', '@alice', {
      GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'alice' }],
    });
    await bench.emulator.clientAct('tencentIm', 'carol', { act: 'join', channel: 'group', id: 'hikers' });
    bench.emulator.tencentIm.groups.get('hikers')?.mutedUntil.set('bob', Number.POSITIVE_INFINITY);
    const page = await open('/#/inbox/tencentIm/group/hikers', { colorScheme });
    await page.locator('.tip').waitFor();
    await page.locator('.bubble').first().click();
    await page.locator('.inspector').waitFor();
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    expect(await faintTexts(page)).toEqual([]);
    await page.goto(`${bench.emulator.url}/#/inbox/bob`);
    await column(page, 'tencentIm').locator('.group-note').waitFor();
    expect(await faintTexts(page)).toEqual([]);
  });
});

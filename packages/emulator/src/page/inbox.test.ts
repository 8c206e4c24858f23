import { describe, expect, test } from 'vitest';
import { call } from '../tencent-im/__fixtures__/tencent-im-client.ts';
import type { Vendor } from '../vendor.ts';
import { callZim } from '../zim/__fixtures__/zim-client.ts';
import { hasBrowser } from './__fixtures__/browser.ts';
import { serveMedia } from './__fixtures__/media-server.ts';
import { usePage } from './__fixtures__/use-page.ts';

const vendors: readonly Vendor[] = ['zim', 'tencentIm'];

describe.skipIf(!hasBrowser())('the inbox', () => {
  const bench = usePage();
  const { open, say, column } = bench;

  test.each(vendors)('shows a message that the library sends over %s, without a reload', async (vendor) => {
    const page = await open('/#/inbox/bob');
    await page.evaluate('window.sameDocument = true');
    await say(vendor, 'The table is booked');
    const bubble = column(page, vendor).locator('.bubble', { hasText: 'The table is booked' });
    await bubble.waitFor();
    await say(vendor, 'At eight');
    await column(page, vendor).locator('.bubble', { hasText: 'At eight' }).waitFor();
    expect(await bubble.count()).toBe(1);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    await page.locator('.person', { hasText: 'Bob Reyes' }).locator('.unread', { hasText: '2' }).waitFor();
  });

  test('leads a newcomer to the base URLs, and then to whom the first message reached', async () => {
    const page = await open();
    await page.getByText(bench.emulator.tencentIm.baseUrl, { exact: true }).waitFor();
    await say('zim', 'The very first');
    await page.getByRole('heading', { name: 'Bob Reyes' }).waitFor();
    await column(page, 'zim').locator('.bubble', { hasText: 'The very first' }).waitFor();
  });

  test('shows recalls, edits and reads as they happen', async () => {
    await say('zim', 'A slip');
    await say('zim', 'Seven o’clock');
    const page = await open('/#/inbox/bob');
    await column(page, 'zim').locator('.bubble', { hasText: 'A slip' }).waitFor();
    await callZim(bench.emulator, 'RevokePeerMessage', { FromUserId: 'alice', ToUserId: 'bob', MsgSeq: 1 });
    await column(page, 'zim').getByText('Recalled by Alice Moss, at').waitFor();
    expect(await page.getByText('A slip').count()).toBe(0);
    await callZim(bench.emulator, 'EditC2cMsgBody', {
      FromUserId: 'alice',
      SenderId: 'alice',
      ConvId: 'bob',
      MsgType: 1,
      ConvMsgSeq: 2,
      EditType: 1,
      MessageBody: { Message: 'Eight o’clock' },
    });
    const states = bench.emulator.inbox('bob').map(({ state, editedAt }) => [state, editedAt !== undefined]);
    expect(states).toEqual([
      ['recalled', false],
      ['normal', true],
    ]);
    await column(page, 'zim').locator('.bubble', { hasText: 'Eight o’clock' }).waitFor();
    await column(page, 'zim').getByText('edited').waitFor();
  });

  test('acts as a user’s device', async () => {
    const page = await open('/#/inbox/bob');
    const tencent = column(page, 'tencentIm');
    await tencent.getByLabel('New message at Tencent IM').click();
    await tencent.getByLabel('Recipient').fill('nobody');
    await tencent.getByLabel('Message to somebody at Tencent IM').fill('Hello from a phone');
    await tencent.getByLabel('Send').click();
    await tencent.getByText('refused it with code').waitFor();
    await tencent.getByLabel('Recipient').fill('alice');
    await tencent.getByLabel('Send').click();
    await tencent.locator('.message[data-direction="sent"]', { hasText: 'Hello from a phone' }).waitFor();
    expect(bench.emulator.inbox('alice')).toMatchObject([
      { from: 'bob', endpoint: 'client', vendor: 'tencentIm' },
    ]);
    await tencent.locator('.message-meta').click();
    await page.getByText('the user’s device').waitFor();
  });

  test('takes nothing in a message for markup, and fetches nothing that a message names', async () => {
    const markup = '<img src=x onerror="document.title=\'broken\'"><b>bold</b>';
    await say('zim', markup);
    const picture = { url: 'https://media.example/p.png', width: 400, height: 300 };
    const contents = [
      { type: 'image', ...picture },
      { type: 'audio', url: 'https://media.example/a.mp3', durationSeconds: 4 },
      { type: 'video', url: 'https://media.example/v.mp4', durationSeconds: 4, thumbnail: picture },
      { type: 'file', url: 'https://media.example/f.pdf', fileName: 'f.pdf' },
      { type: 'location', latitude: 1, longitude: 2, label: 'Harbour' },
      { type: 'face', index: 3 },
      { type: 'custom', data: '{"a":1}' },
      {
        type: 'mixed',
        parts: [
          { type: 'text', text: 'A picture:' },
          { type: 'image', ...picture },
        ],
      },
    ] as const;
    for (const content of contents)
      await bench.chats.tencentIm.sendDirect({ from: 'alice', to: 'bob', content });
    const page = await open('/#/inbox/bob');
    await column(page, 'zim').locator('.bubble .text').waitFor();
    expect(await column(page, 'zim').locator('.bubble .text').textContent()).toBe(markup);
    expect(await page.title()).toBe('Polychat emulator');
    const tencent = column(page, 'tencentIm');
    await expect.poll(() => tencent.locator('.bubble').count()).toBe(contents.length);
    expect(await tencent.locator('.bubble img, .bubble audio, .bubble video').count()).toBe(0);
    for (const text of ['media.example/a.mp3', 'f.pdf', 'Harbour', '#3', '"a": 1', 'A picture:']) {
      await tencent.locator('.bubble', { hasText: text }).first().waitFor();
    }
    expect(await tencent.locator('.bubble a').first().getAttribute('rel')).toBe('noreferrer noopener');
  });

  test('loads a picture of another server on demand: by mouse or keyboard, each on its own, and without a referrer', async () => {
    const media = await serveMedia();
    const picture = (name: string) =>
      bench.chats.tencentIm.sendDirect({
        from: 'alice',
        to: 'bob',
        content: { type: 'image', url: `${media.url}/${name}`, width: 40, height: 30 },
      });
    for (const name of ['one.gif', 'two.gif', 'missing.gif']) await picture(name);
    const page = await open('/#/inbox/bob');
    const tencent = column(page, 'tencentIm');
    const load = tencent.getByRole('button', { name: `Load picture from ${new URL(media.url).host}` });
    await expect.poll(() => load.count()).toBe(3);
    expect(media.requests).toEqual([]);

    await load.nth(1).click();
    const images = tencent.locator('img');
    await expect.poll(() => images.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
    expect(media.requests).toEqual(['/two.gif, referrer undefined']);
    // The click was for the picture, and not for what is behind its message.
    expect(await page.locator('.inspector').count()).toBe(0);

    await load.first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => images.count()).toBe(2);
    expect(await images.first().evaluate((image) => image === document.activeElement)).toBe(true);

    await load.first().click();
    await tencent.getByText('It could not be loaded').waitFor();
    expect(await load.count()).toBe(1);
    expect(media.requests).toHaveLength(3);

    // An edit puts another address in the place of one that was loaded: it waits for a click of its own.
    const [first] = bench.emulator.inbox('bob');
    const UUID = 'u';
    const ImageInfoArray = [1, 2, 3].map((Type) => ({
      Type,
      Size: 1,
      Width: 40,
      Height: 30,
      URL: `${media.url}/edited.gif`,
    }));
    await call(bench.emulator, 'openim/modify_c2c_msg', {
      From_Account: 'alice',
      To_Account: 'bob',
      MsgKey: first?.messageId,
      MsgBody: [{ MsgType: 'TIMImageElem', MsgContent: { UUID, ImageFormat: 2, ImageInfoArray } }],
    });
    await expect.poll(() => load.count()).toBe(2);
    expect(media.requests).toHaveLength(3);
    // The browser reports the requests, which were asked for, and the picture that is missing.
    bench.forgiveProblems();
    await media.close();
  });

  test('loads sounds and videos on demand too, and offers nothing that would call the emulator itself', async () => {
    const media = await serveMedia();
    const contents = [
      { type: 'audio', url: `${media.url}/a.mp3`, durationSeconds: 4 },
      {
        type: 'video',
        url: `${media.url}/v.mp4`,
        durationSeconds: 4,
        thumbnail: { url: `${media.url}/t.gif`, width: 4, height: 3 },
      },
      { type: 'image', url: `${bench.emulator.url}/zim/?Action=QueryUserOnlineState`, width: 4, height: 3 },
    ] as const;
    for (const content of contents)
      await bench.chats.tencentIm.sendDirect({ from: 'alice', to: 'bob', content });
    const sent = bench.emulator.requests.length;
    const page = await open('/#/inbox/bob');
    const tencent = column(page, 'tencentIm');
    await tencent.getByRole('button', { name: 'Load sound' }).click();
    await tencent.locator('audio').waitFor({ state: 'attached' });
    await tencent.getByRole('button', { name: 'Load video' }).click();
    await tencent.locator('video').waitFor({ state: 'attached' });
    await expect
      .poll(() => media.requests.map((line) => line.split(',')[0]).toSorted())
      .toEqual(['/a.mp3', '/v.mp4']);
    expect(await tencent.getByRole('button', { name: 'Load picture' }).count()).toBe(0);
    expect(bench.emulator.requests).toHaveLength(sent);
    bench.forgiveProblems();
    await media.close();
  });

  test('shows a picture that lies in its own address', async () => {
    const dot = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    await bench.emulator.clientSend('zim', {
      from: 'alice',
      to: 'bob',
      message: {
        MessageType: 11,
        MessageBody: {
          Message: JSON.stringify({
            Uid: 'u',
            Origin: { Url: dot, Width: 80, Height: 60 },
            FileName: 'dot.gif',
          }),
        },
      },
    });
    const page = await open('/#/inbox/bob');
    const image = column(page, 'zim').locator('img');
    await image.waitFor();
    await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1);
  });

  test('is found by words, and opened from there', async () => {
    await say('tencentIm', 'the needle', 'carol');
    await say('zim', 'only hay');
    const page = await open('/#/inbox/bob');
    await page.getByRole('combobox', { name: 'Search' }).fill('needle');
    await page.getByRole('option', { name: 'the needle' }).click();
    await expect.poll(() => page.url()).toContain('#/inbox/carol');
    await column(page, 'tencentIm').locator('.bubble', { hasText: 'the needle' }).waitFor();
    await page.locator('.inspector').getByText('alice', { exact: false }).first().waitFor();
  });
});

import { ChatError } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import type { Vendor } from '../vendor.ts';
import { callZim } from '../zim/__fixtures__/zim-client.ts';
import { hasBrowser } from './__fixtures__/browser.ts';
import { usePage } from './__fixtures__/use-page.ts';

const vendors: readonly Vendor[] = ['zim', 'tencentIm'];

describe.skipIf(!hasBrowser())('faults, logs and setup on the page', () => {
  const bench = usePage();
  const { open, say, column } = bench;

  test.each(vendors)('makes the next call to %s fail when a fault is switched on', async (vendor) => {
    const page = await open('/#/faults');
    const toggle = page.getByRole('switch', { name: 'Content refused' });
    await toggle.click();
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('true');
    const error = await say(vendor, 'refused').catch((thrown: unknown) => thrown);
    expect(ChatError.is(error) && error.code).toBe('content_rejected');
    // The other vendor's half still waits; switching off takes it back.
    await page.getByText('1 left').waitFor();
    await toggle.click();
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('false');
    expect(bench.emulator.faults).toEqual([]);
    await expect(say(vendor, 'accepted')).resolves.toMatchObject({ accepted: [{ userId: 'bob' }] });
  });

  test('keeps a fault to its scope, and switches it off once it struck', async () => {
    const page = await open('/#/faults');
    await page.getByRole('combobox', { name: 'Vendor' }).selectOption('zim');
    await page.getByRole('combobox', { name: 'Endpoint' }).fill('SendPeerMessage');
    await page.getByRole('combobox', { name: 'Recipient' }).fill('carol');
    const toggle = page.getByRole('switch', { name: 'Recipient left out' });
    await toggle.click();
    await page.getByText('1 left').waitFor();
    await say('zim', 'not for carol');
    expect(bench.emulator.faults).toHaveLength(1);
    const receipt = await bench.chats.zim.sendDirect({
      from: 'alice',
      to: ['bob', 'carol'],
      content: { type: 'text', text: 'for both' },
    });
    expect(receipt.unconfirmed.map(({ userId }) => userId)).toEqual(['carol']);
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('false');
  });

  test.each([
    { vendor: 'zim', signature: 'Signature', code: '"Code": 0', push: '"Enable": 1' },
    { vendor: 'tencentIm', signature: 'UserSig', code: '"ErrorCode": 0', push: '"PushFlag": 0' },
  ] as const)('looks behind a message of $vendor', async ({ vendor, signature, code, push }) => {
    await say(vendor, 'Look behind me');
    const page = await open('/#/inbox/bob');
    await column(page, vendor).locator('.bubble').click();
    const inspector = page.locator('.inspector');
    const { messageId } = bench.emulator.inbox('bob')[0] ?? {};
    await inspector.getByText(messageId ?? '?', { exact: true }).waitFor();
    await inspector.getByRole('tab', { name: 'Request' }).click();
    await inspector.locator('.json', { hasText: 'Look behind me' }).waitFor();
    await inspector.getByRole('tab', { name: 'Reply' }).click();
    await inspector.locator('.json', { hasText: code }).waitFor();
    await inspector.getByRole('tab', { name: signature }).click();
    await inspector.getByText(`The ${vendor === 'zim' ? 'signature' : 'UserSig'} is valid`).waitFor();
    await inspector.getByRole('tab', { name: 'Push' }).click();
    await inspector.locator('.phone-card', { hasText: 'Alice' }).getByText('Look behind me').waitFor();
    await inspector.getByText('Shown on bob’s phone').waitFor();
    await inspector.locator('.json', { hasText: push }).waitFor();
  });

  test('keeps every digit of ids beyond 2^53', async () => {
    const { text } = await callZim(bench.emulator, 'SendGroupMessage', {
      FromUserId: 'alice',
      GroupId: 'crew',
      MessageType: 1,
      Priority: 1,
      MessageBody: { Message: 'to all' },
    });
    const id = /"MsgId":\s*(\d{17,})/.exec(text)?.[1] ?? 'none';
    const page = await open(`/#/requests/${bench.emulator.requests.at(-1)?.id}`);
    await page.locator('.json', { hasText: id }).waitFor();
  });

  test('shows webhooks, and sends one again', async () => {
    await bench.restart({
      zim: { users: ['alice', 'bob'] },
      webhooks: { zim: { url: bench.receiver.url, events: ['send_msg'] } },
    });
    await bench.emulator.clientSend('zim', {
      from: 'alice',
      to: 'bob',
      message: { MessageType: 1, MessageBody: { Message: 'hooked' } },
    });
    await bench.emulator.webhooksSettled();
    const page = await open('/#/webhooks');
    await page.locator('.row', { hasText: 'send_msg' }).first().click();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('replay of 1').waitFor();
    expect(bench.receiver.received).toHaveLength(2);
  });

  test('groups the attempts of an event, says whom it is about, and finds it', async () => {
    await bench.restart({
      zim: { users: ['alice', 'bob'] },
      webhooks: { zim: { url: bench.receiver.url, events: ['send_msg'] } },
    });
    bench.receiver.answers.push({ status: 500 });
    for (const Message of ['tried twice', 'at once']) {
      await bench.emulator.clientSend('zim', {
        from: 'alice',
        to: 'bob',
        message: { MessageType: 1, MessageBody: { Message } },
      });
      await bench.emulator.webhooksSettled();
    }
    bench.emulator.advance(2000);
    await bench.emulator.webhooksSettled();
    const page = await open('/#/webhooks');
    const rows = page.locator('.row');
    await expect.poll(() => rows.count()).toBe(2);
    const twice = page.locator('.row', { hasText: 'alice → bob: tried twice' });
    await twice.locator('.row-under', { hasText: '2 attempts' }).waitFor();
    await twice.click();
    await page.locator('.attempt', { hasText: 'Attempt 1' }).click();
    await page.locator('.attempt[aria-current]', { hasText: '500' }).waitFor();
    await page.getByLabel('Search deliveries').fill('at once');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('Search deliveries').fill('');
    await page.getByLabel('Failed only').check();
    await page.getByLabel('Event', { exact: true }).fill('send_msg');
    await expect.poll(() => rows.count()).toBe(1);
  });

  test('says when the next attempt of a webhook is due, and has it made', async () => {
    await bench.restart({
      zim: { users: ['alice', 'bob'] },
      webhooks: { zim: { url: bench.receiver.url, events: ['send_msg'] } },
    });
    bench.receiver.answer = { status: 503, body: 'down for now' };
    // Six attempts in all, 2, 4, 8, 16 and 32 seconds after one another: none before the page asks for it.
    bench.emulator.freeze();
    const message = { MessageType: 1, MessageBody: { Message: 'tried again' } };
    await bench.emulator.clientSend('zim', { from: 'alice', to: 'bob', message });
    await bench.emulator.webhooksSettled();
    const page = await open('/#/webhooks');
    await page.locator('.row', { hasText: 'tried again' }).getByText('next', { exact: false }).waitFor();
    await page.locator('.row').click();
    const attempts = page.getByRole('list', { name: 'Attempts' });
    await attempts.locator('.attempt', { hasText: 'Attempt 1' }).getByText('503').waitFor();
    for (const attempt of [2, 3, 4, 5]) {
      const next = attempts.locator('.attempt-next', { hasText: `Attempt ${attempt}` });
      await next.getByText(/in \d+ s|now/).waitFor();
      await next.getByRole('button', { name: 'Move the time on to it' }).click();
      await attempts.locator('a.attempt', { hasText: `Attempt ${attempt}` }).waitFor();
    }
    bench.receiver.answer = {};
    await attempts.getByRole('button', { name: 'Move the time on to it' }).click();
    await attempts.locator('a.attempt', { hasText: 'Attempt 6' }).getByText('200').waitFor();
    expect(await attempts.locator('.attempt-next').count()).toBe(0);
    await page.locator('.row', { hasText: '6 attempts' }).waitFor();
  });

  test('opens a delivery by its address, though the list is narrowed', async () => {
    await bench.restart({
      zim: { users: ['alice', 'bob'] },
      webhooks: { zim: { url: bench.receiver.url, events: ['send_msg'] } },
    });
    const message = { MessageType: 1, MessageBody: { Message: 'hooked' } };
    await bench.emulator.clientSend('zim', { from: 'alice', to: 'bob', message });
    await bench.emulator.webhooksSettled();
    const page = await open('/#/webhooks');
    await page.getByLabel('Search deliveries').fill('nothing like it');
    await page.getByText('No delivery fits').waitFor();
    await page.goto(`${bench.emulator.url}/#/webhooks/1`);
    await page.getByRole('heading', { name: 'send_msg' }).waitFor();
  });

  test('shows a partial failure as one, finds it among those that failed, and sends it again', async () => {
    const send = (...to: string[]) =>
      callZim(bench.emulator, 'SendPeerMessage', {
        FromUserId: 'alice',
        ToUserId: to,
        MessageType: 1,
        Priority: 2,
        MessageBody: { Message: `it’s for ${to.length}` },
      });
    await send('bob', 'nobody', 'carol');
    await send('bob');
    const page = await open('/#/requests');
    const partial = page.locator('.row', { hasText: '1 of 3 failed' });
    await partial.waitFor();
    expect(await partial.locator('.code-part').count()).toBe(1);
    await page.getByLabel('Failed only').check();
    await expect.poll(() => page.locator('.row').count()).toBe(1);
    await page.getByLabel('Failed only').uncheck();
    await page.getByLabel('Search requests').fill('for 3');
    await expect.poll(() => page.locator('.row').count()).toBe(1);
    await partial.click();
    await page.getByText('User is not registered', { exact: false }).waitFor();
    await page.getByText('2 users', { exact: true }).waitFor();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByLabel('Copy the request as curl').click();
    await expect
      .poll(copied)
      .toContain(`curl -X POST '${bench.emulator.zim.baseUrl}/?Action=SendPeerMessage&`);
    await page.getByRole('button', { name: 'Send again' }).click();
    await expect.poll(() => bench.emulator.requests.length).toBe(3);
    await page.locator('.fact', { hasText: 'Sent again from' }).waitFor();
    expect(bench.emulator.inbox('bob')).toHaveLength(3);
  });

  test('leaves a trace of a refused message, and makes refusals and delays of any length', async () => {
    const page = await open('/#/faults');
    await page.getByRole('combobox', { name: 'Recipient' }).fill('bob');
    await page.getByRole('switch', { name: 'Recipient blocked the sender' }).click();
    await expect.poll(() => bench.emulator.faults.length).toBe(2);
    await page.getByLabel('Milliseconds').fill('1');
    await page.getByRole('button', { name: 'Add: Slow by any time' }).click();
    await expect
      .poll(() => bench.emulator.faults.at(-1)?.rule.fault)
      .toEqual({ kind: 'delay', milliseconds: 1 });
    await say('zim', 'unwelcome').catch(() => undefined);
    await page.goto(`${bench.emulator.url}/#/inbox/bob`);
    const trace = column(page, 'zim').locator('.refused');
    await trace.getByText('1 refused').click();
    await trace.getByText('Recipient has blocked the sender').waitFor();
    await trace.locator('.refused-line').click();
    await page.getByRole('heading', { name: 'Reply' }).waitFor();
  });

  test('explains why a broadcast reaches nobody', async () => {
    await bench.restart({ zim: { users: [{ userId: 'carol', presence: 'never' }] } });
    await callZim(bench.emulator, 'SendMessageToAllUsers', {
      FromUserId: 'carol',
      MessageType: 1,
      Priority: 1,
      MessageBody: { Message: 'to all' },
    });
    const page = await open('/#/inbox/carol');
    await column(page, 'zim').getByText('No device of carol ever logged in', { exact: false }).waitFor();
    await column(page, 'zim').getByRole('button', { name: 'Log in' }).click();
    await expect.poll(() => bench.emulator.zim.users.get('carol')?.presence).toBe('online');
  });

  test('adds users, moves time and resets', async () => {
    await say('zim', 'to be forgotten');
    const page = await open('/#/setup');
    await page.getByLabel('User id').fill('dora');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect.poll(() => bench.emulator.tencentIm.users.get('dora')?.presence).toBe('offline');
    await page.getByRole('button', { name: '+ 1 hour' }).click();
    await page.locator('.chip', { hasText: '+1 h' }).waitFor();
    expect(bench.emulator.now() - Date.now()).toBeGreaterThan(3_590_000);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('button', { name: 'Really?' }).click();
    await expect.poll(() => bench.emulator.messages.length).toBe(0);
    await page.goto(`${bench.emulator.url}/#/inbox/bob`);
    await column(page, 'zim').getByText('No messages', { exact: true }).waitFor();
  });

  test('says that the emulator is gone, and comes back with it', async () => {
    const page = await open();
    const { port } = bench.emulator;
    await bench.emulator.close();
    await page.getByText('Not connected').waitFor();
    await bench.restart({ port, zim: { users: ['returned'] } });
    await page.locator('.person', { hasText: 'returned' }).waitFor();
    // The browser itself reports that its stream broke.
    bench.forgiveProblems();
  });
});

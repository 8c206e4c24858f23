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

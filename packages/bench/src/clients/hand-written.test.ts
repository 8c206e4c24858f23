import { createEmulator } from '@polychat/emulator';
import { afterAll, afterEach, expect, test } from 'vitest';
import { handWrittenTencentIm } from './hand-written-tencent-im.ts';
import { handWrittenZim } from './hand-written-zim.ts';

// Code that the vendor would refuse is no measure for ours.
const emulator = await createEmulator({
  zim: { users: ['alice', 'bob'] },
  tencentIm: { users: ['alice', 'bob'] },
});
const { zim, tencentIm } = emulator;
const senders = {
  zim: handWrittenZim(zim),
  tencentIm: handWrittenTencentIm({ ...tencentIm, adminUserId: tencentIm.admins[0] ?? '' }),
};
const vendors = ['zim', 'tencentIm'] as const;

afterEach(() => emulator.reset());
afterAll(() => emulator.close());

test.each(vendors)('hand-written code for %s is signed, and its message arrives', async (vendor) => {
  expect(await senders[vendor]('alice', 'bob', 'Hello')).toEqual(expect.any(String));
  const inbox = emulator.inbox('bob', { vendor });
  expect(inbox.map(({ from }) => from)).toEqual(['alice']);
  expect(JSON.stringify(inbox[0]?.content)).toContain('"Hello"');
});

test.each(vendors)('hand-written code for %s throws when the recipient is unknown', async (vendor) => {
  await expect(senders[vendor]('alice', 'stranger', 'Hello')).rejects.toThrow(/code \d+|not reach/);
});

test('hand-written code for ZIM throws for a wrong secret', async () => {
  const send = handWrittenZim({ ...zim, serverSecret: '0'.repeat(32) });
  await expect(send('alice', 'bob', 'Hello')).rejects.toThrow(/code \d+/);
});

test('hand-written code for Tencent IM throws for a wrong secret', async () => {
  const send = handWrittenTencentIm({
    ...tencentIm,
    secretKey: '0'.repeat(64),
    adminUserId: 'administrator',
  });
  await expect(send('alice', 'bob', 'Hello')).rejects.toThrow(/code \d+/);
});

test.each(vendors)('hand-written code for %s throws for an HTTP error', async (vendor) => {
  emulator.fail({ vendor, fault: { kind: 'html' } });
  await expect(senders[vendor]('alice', 'bob', 'Hello')).rejects.toThrow('HTTP 502');
});

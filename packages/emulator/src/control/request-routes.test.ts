import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator } from '../emulator.ts';
import { call } from '../tencent-im/__fixtures__/tencent-im-client.ts';
import { callZim } from '../zim/__fixtures__/zim-client.ts';
import { control } from './__fixtures__/control-client.ts';
import type { RequestBrief } from './request-view.ts';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await createEmulator({
    zim: { users: ['ana', 'bo', 'phone'], rates: { calls: 10_000 } },
    tencentIm: { users: ['ana', 'bo'] },
  });
});
afterEach(() => emulator.close());

const sendZim = (text: string, to: readonly string[] = ['bo']) =>
  callZim(emulator, 'SendPeerMessage', {
    FromUserId: 'ana',
    ToUserId: to,
    MessageType: 1,
    Priority: 2,
    MessageBody: { Message: text },
  });

const listed = async (query: string) =>
  ((await control(emulator, 'GET', `requests?${query}`)).json as { requests: RequestBrief[] }).requests;

test('requests say how many of a list failed, how long they took and what a code means', async () => {
  await sendZim('x', ['bo', 'nobody', 'phone']);
  await sendZim('x', ['nobody']);
  const [refused, partial] = await listed('');
  expect(partial).toMatchObject({ code: 0, failed: 1, recipients: 3, tookMs: expect.any(Number) });
  expect(partial).not.toHaveProperty('meaning');
  expect(refused).toMatchObject({
    code: 660700015,
    meaning: 'User is not registered (operator when Code, target when SubCode)',
  });
  const whole = await control(emulator, 'GET', `requests/${partial?.id}`);
  expect(whole.json).toMatchObject({ failed: [{ userId: 'nobody', code: 660700015 }] });
  const items = [{ UserID: 'bo' }, { UserID: 'nobody' }];
  await call(emulator, 'im_open_login_svc/account_delete', { DeleteItem: items });
  expect((await listed(''))[0]).toMatchObject({ code: 0, failed: 1, recipients: 2 });
});

test('requests are narrowed to those that failed, to words, and to refused messages of one user', async () => {
  await sendZim('a needle', ['bo', 'nobody']);
  await sendZim('hay');
  await sendZim('hay', ['nobody']);
  emulator.fail({ vendor: 'zim', recipient: 'bo', fault: { kind: 'code', code: 660800045 } });
  await sendZim('blocked');
  emulator.fail({ vendor: 'zim', fault: { kind: 'html' } });
  await sendZim('lost').catch(() => undefined);
  const ids = async (query: string) => (await listed(query)).map(({ id }) => id);
  expect(await ids('failed=true')).toEqual([5, 4, 3, 1]);
  expect(await ids('failed=false')).toEqual([2]);
  expect(await ids('search=NEEDLE')).toEqual([1]);
  expect(await ids('refused=bo')).toEqual([4]);
  expect(await ids('refused=nobody&vendor=zim')).toEqual([3, 1]);
  expect(await ids('refused=phone')).toEqual([]);
  expect((await control(emulator, 'GET', 'requests?failed=perhaps')).status).toBe(400);
});

test('requests are sent again byte for byte, and known for what they are', async () => {
  await sendZim('twice');
  const again = await control(emulator, 'POST', 'requests/1/resend', {});
  expect(again).toMatchObject({ status: 201, json: { id: 2, endpoint: 'SendPeerMessage' } });
  await expect.poll(() => emulator.requests[1]?.reply).toBeDefined();
  const [first, second] = emulator.requests;
  expect(second).toMatchObject({
    url: first?.url,
    body: first?.body,
    headers: { 'x-emulator-resend-of': '1' },
  });
  expect(emulator.inbox('bo')).toHaveLength(2);
  // A reply that never comes keeps nobody waiting.
  emulator.fail({ fault: { kind: 'silence' } });
  expect(await control(emulator, 'POST', 'requests/1/resend', {})).toMatchObject({
    status: 201,
    json: { id: 3 },
  });
  expect((await control(emulator, 'POST', 'requests/9/resend', {})).status).toBe(404);
});

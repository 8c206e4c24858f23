import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type CallRecord, type Clock, systemClock } from '@polychat/core';
import { createEmulator, type Emulator, type Vendor } from '@polychat/emulator';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { chatOf, type SenderOrder } from './__fixtures__/sender-order.ts';

let emulator: Emulator;

beforeAll(async () => {
  const users = ['alice', 'bob', 'carol'];
  emulator = await createEmulator({ zim: { users }, tencentIm: { users } });
});
afterEach(() => emulator.reset());
afterAll(() => emulator.close());

function orderOf(vendor: Vendor, to: SenderOrder['to'], hold: boolean): SenderOrder {
  const { zim, tencentIm } = emulator;
  return {
    vendor,
    zim: { appId: zim.appId, serverSecret: zim.serverSecret, baseUrl: zim.baseUrl },
    tencentIm: {
      sdkAppId: tencentIm.sdkAppId,
      secretKey: tencentIm.secretKey,
      baseUrl: tencentIm.baseUrl,
    },
    to,
    hold,
  };
}

/** Sends from a process of its own, kills it once `isTime`, and returns what its journal kept. */
async function sendAndCrash(
  order: SenderOrder,
  isTime: (records: readonly CallRecord[]) => boolean,
): Promise<readonly CallRecord[]> {
  const sender = fork(fileURLToPath(new URL('__fixtures__/sender.ts', import.meta.url)), {
    execArgv: ['--conditions=@polychat/source'],
  });
  const records: CallRecord[] = [];
  sender.on('message', (record: CallRecord) => records.push(record));
  sender.send(order);
  await vi.waitUntil(() => isTime(records), { timeout: 120_000 });
  sender.kill('SIGKILL');
  await once(sender, 'exit');
  return records;
}

/** When no call of the process that was killed can be under way any more: its attempts had ten seconds each. */
const later: Clock = {
  now: () => systemClock.now() + 10_000,
  monotonic: () => systemClock.monotonic(),
  schedule: (callback, delayMs) => systemClock.schedule(callback, delayMs),
};

/** What another process makes of the records, as `userId: status`. */
async function takeUp(order: SenderOrder, records: readonly CallRecord[]): Promise<string[]> {
  const chat = chatOf(order, { clock: later });
  const outcomes = await Promise.all(records.map((record) => chat.resume(record)));
  return outcomes
    .flat()
    .map(({ userId, status }) => `${userId}: ${status}`)
    .toSorted();
}

const received = (userId: string) => emulator.inbox(userId).length;

describe('a process that is killed while the vendor has its request', () => {
  test('at ZIM, which discards no copy: unconfirmed, and nothing is sent again', async () => {
    emulator.fail({ vendor: 'zim', fault: { kind: 'silence', when: 'after' } });
    const order = orderOf('zim', ['bob', 'carol'], false);
    const records = await sendAndCrash(order, ({ length }) => length === 1 && emulator.requests.length === 1);
    expect(await takeUp(order, records)).toEqual(['bob: unconfirmed', 'carol: unconfirmed']);
    expect(emulator.requests).toHaveLength(1);
    expect([received('bob'), received('carol')]).toEqual([1, 1]);
  });

  test('at Tencent IM, which discards the copy: accepted, with the same bytes, and it arrives once', async () => {
    emulator.fail({ vendor: 'tencentIm', times: 2, fault: { kind: 'silence', when: 'after' } });
    const order = orderOf('tencentIm', ['bob', 'carol'], false);
    const records = await sendAndCrash(order, ({ length }) => length === 2 && emulator.requests.length === 2);
    expect(await takeUp(order, records)).toEqual(['bob: accepted', 'carol: accepted']);
    const bodies = emulator.requests.map(({ body }) => body);
    expect([bodies.length, new Set(bodies).size]).toEqual([4, 2]);
    expect([received('bob'), received('carol')]).toEqual([1, 1]);
  });
});

describe('a process that is killed after its call was stored and before it left', () => {
  test('at ZIM: nobody knows that, so unconfirmed', async () => {
    const order = orderOf('zim', 'bob', true);
    const records = await sendAndCrash(order, ({ length }) => length === 1);
    expect(await takeUp(order, records)).toEqual(['bob: unconfirmed']);
    expect(emulator.requests).toHaveLength(0);
  });

  test('at Tencent IM: the stored bytes go, and arrive once', async () => {
    const order = orderOf('tencentIm', 'bob', true);
    const records = await sendAndCrash(order, ({ length }) => length === 1);
    expect(await takeUp(order, records)).toEqual(['bob: accepted']);
    expect(emulator.requests.map(({ body }) => body)).toEqual(records.map(({ body }) => body?.text));
    expect(received('bob')).toBe(1);
  });
});

import { type Chat, createChat, type Pacer } from '@polychat/core';
import { createEmulator, type Emulator } from '@polychat/emulator';
import { createUserSig, tencentIm } from '@polychat/tencent-im';
import { afterAll, beforeEach, expect, test } from 'vitest';

let emulator: Emulator;

beforeEach(async () => {
  await emulator?.close();
  emulator = await createEmulator({ tencentIm: { users: ['alice', 'bob'] } });
  // Everything happens in one second.
  emulator.freeze();
});
afterAll(() => emulator.close());

const unpaced: Pacer = { acquire: async () => ({ settle: () => {} }) };

/** A worker of its own: it shares nothing with the others but the app. */
function createWorker(): Chat {
  const { sdkAppId, secretKey, admins, baseUrl } = emulator.tencentIm;
  return createChat(tencentIm({ sdkAppId, secretKey, adminUserId: admins[0] ?? '', baseUrl }), {
    pacer: unpaced,
  });
}

/** What alice said to bob, in the order in which bob sees it. */
async function seenByBob(): Promise<string[]> {
  const { sdkAppId, secretKey, admins, baseUrl } = emulator.tencentIm;
  const userId = admins[0] ?? '';
  const query = new URLSearchParams({
    sdkappid: String(sdkAppId),
    identifier: userId,
    usersig: createUserSig({ sdkAppId, secretKey, userId }),
    random: '1',
    contenttype: 'json',
  });
  const response = await fetch(`${baseUrl}/v4/openim/admin_getroammsg?${query}`, {
    method: 'POST',
    body: JSON.stringify({
      Operator_Account: 'bob',
      Peer_Account: 'alice',
      MaxCnt: 100,
      MinTime: 0,
      MaxTime: 4_000_000_000,
    }),
  });
  const { MsgList } = await response.json();
  return MsgList.map(
    ({ MsgBody }: { MsgBody: [{ MsgContent: { Text: string } }] }) => MsgBody[0].MsgContent.Text,
  );
}

const numbers = Array.from({ length: 40 }, (_, number) => number);
const inOrder = numbers.map((number) => `line ${number}`);

function say(worker: Chat, number: number, vendor: { readonly position?: number } = {}) {
  return worker.sendDirect({
    from: 'alice',
    to: 'bob',
    content: { type: 'text', text: `line ${number}` },
    idempotencyKey: `poem-${number}`,
    vendor: { tencentIm: vendor },
  });
}

test('messages with keys and positions are seen in the order of their positions, whichever worker sends them when', async () => {
  const workers = [createWorker(), createWorker()];
  // The later half goes first, and the workers take turns.
  for (const number of [...numbers.slice(20), ...numbers.slice(0, 20)]) {
    const worker = workers[number % 2];
    if (worker) await say(worker, number, { position: number });
  }
  expect(await seenByBob()).toEqual(inOrder);
});

test('a third worker that repeats them adds nothing and moves nothing', async () => {
  for (const worker of [createWorker(), createWorker()]) {
    for (const number of numbers) await say(worker, number, { position: number });
  }
  expect(await seenByBob()).toEqual(inOrder);
});

test('with keys alone a repeat adds nothing either, and the order is any', async () => {
  for (const worker of [createWorker(), createWorker()]) {
    for (const number of numbers) await say(worker, number);
  }
  const seen = await seenByBob();
  expect(seen.toSorted()).toEqual(inOrder.toSorted());
  expect(seen).not.toEqual(inOrder);
});

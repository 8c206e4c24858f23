import type { HttpTarget, VendorCall } from '@polychat/core/adapter';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  attemptInfo,
  audienceMessage,
  createAdapter,
  directMessage,
  httpReply,
  planContext,
  present,
  startMs,
} from './__fixtures__/support.ts';

const content = { type: 'text', text: 'Hello' } as const;

test('the adapter says what it is', () => {
  expect(createAdapter()).toMatchObject({
    specificationVersion: 2,
    vendor: 'tencentIm',
    title: 'Tencent IM',
    app: '1400000000',
    host: 'adminapisgp.im.qcloud.com',
  });
});

/** An adapter has no time and no chance but those that it is given, and starts nothing that goes on. */
describe('an adapter is pure translation', () => {
  const forbidden = () => {
    throw new Error('not in an adapter');
  };
  beforeEach(() => {
    vi.spyOn(Date, 'now').mockImplementation(forbidden);
    vi.spyOn(performance, 'now').mockImplementation(forbidden);
    vi.spyOn(Math, 'random').mockImplementation(forbidden);
    vi.spyOn(crypto, 'getRandomValues').mockImplementation(forbidden);
    vi.spyOn(crypto, 'randomUUID').mockImplementation(forbidden);
    vi.stubGlobal('fetch', forbidden);
    for (const timer of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) {
      vi.stubGlobal(timer, forbidden);
    }
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  /** Every kind of call, made with the same context. */
  function makeCalls(): VendorCall<unknown>[] {
    const { plan } = createAdapter();
    const direct = present(plan.direct);
    return [
      present(direct(directMessage({ content }), planContext({ items: 1 })).next(['bob']).call),
      present(direct(directMessage({ content }), planContext()).next(['bob', 'carol']).call),
      present(plan.audience)(audienceMessage({ content, audience: 'online' }), planContext()).call(),
      present(present(plan.users)(planContext()).next([{ userId: 'bob' }]).call),
    ];
  }

  test('the same context makes the same calls, and a reply read twice gives the same result', async () => {
    const context = { now: startMs, random: () => 7, renewSignature: false };
    const reply = httpReply({
      ActionStatus: 'OK',
      ErrorCode: 0,
      MsgKey: '1_2_1751500001',
      TaskId: 't1',
      ErrorList: [{ To_Account: 'carol', ErrorCode: 70107 }],
    });
    const shown: unknown[] = [];
    for (const call of makeCalls()) {
      const target: HttpTarget = await call.target(context);
      shown.push(call.body(), call.describe(), target, call.read(reply, attemptInfo()));
      expect(call.read(reply, attemptInfo())).toEqual(shown.at(-1));
    }
    const again: unknown[] = [];
    for (const call of makeCalls()) {
      again.push(call.body(), call.describe(), await call.target(context), call.read(reply, attemptInfo()));
    }
    expect(again).toEqual(shown);
  });
});

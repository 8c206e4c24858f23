import { describe, expect, test } from 'vitest';
import { acceptAll } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

const forever = Number.POSITIVE_INFINITY;

describe('a safe repeat fits in', () => {
  test.each<[string, { deadlineMs?: number; timeoutMs?: number }, dedupWindowMs: number, attemptMs?: number]>(
    [
      ['before the default deadline', {}, 100_000, 10_000],
      [
        'before a deadline shorter than what the adapter gives one attempt',
        { deadlineMs: 9_000 },
        100_000,
        10_000,
      ],
      ['before a deadline of a second', { deadlineMs: 1_000 }, 100_000, 10_000],
      ['before a deadline that is as long as one attempt', { deadlineMs: 8_000, timeoutMs: 8_000 }, 100_000],
      ['into a window that is twice the time limit', { deadlineMs: 200_000, timeoutMs: 50_000 }, 100_000],
      [
        'into a window that the time limit alone would fill',
        { deadlineMs: 400_000, timeoutMs: 150_000 },
        100_000,
      ],
      ['into a short window', {}, 8_000, 10_000],
      ['where a copy does no harm', { deadlineMs: 9_000 }, forever, 10_000],
    ],
  )('%s', async (_, times, dedupWindowMs, timeoutMs) => {
    const { chat, clock, transport } = simulatedChat(
      ['silence', acceptAll],
      {
        dedupWindowMs,
        timeoutMs,
        capabilities: {},
      },
      times,
    );
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to: 'a' }));
    expect(receipt.accepted.map(({ userId }) => userId)).toEqual(['a']);
    expect(transport.requests).toHaveLength(2);
  });

  test('beside an attempt only where it may be repeated: any other has all the time there is', async () => {
    const { chat, clock } = simulatedChat(['silence'], { timeoutMs: 10_000 }, { deadlineMs: 9_000 });
    const started = clock.monotonic();
    const sending = chat.sendDirect({ ...hello, to: 'a' });
    await expect(clock.finish(sending)).rejects.toMatchObject({ code: 'timeout', effect: 'unknown' });
    expect(clock.monotonic() - started).toBe(9_000);
  });
});

describe('whether timeoutMs and deadlineMs go together', () => {
  test.each<[string, { deadlineMs?: number; timeoutMs?: number }, boolean]>([
    [
      'an attempt longer than the deadline is refused, naming the field',
      { timeoutMs: 5_001, deadlineMs: 5_000 },
      false,
    ],
    ['an attempt as long as the deadline is taken', { timeoutMs: 5_000, deadlineMs: 5_000 }, true],
    ['a deadline shorter than what an attempt has by default is taken', { deadlineMs: 100 }, true],
  ])('%s', async (_, times, isFine) => {
    const adapter = { dedupWindowMs: 60_000, timeoutMs: 10_000 };
    const refusal = { code: 'misconfigured', field: 'timeoutMs' };
    const make = () => simulatedChat([acceptAll], adapter, times);
    if (isFine) make();
    else expect(make).toThrow(expect.objectContaining(refusal));

    const { chat, clock } = simulatedChat([acceptAll], adapter);
    const sends: readonly (() => Promise<unknown>)[] = [
      () => chat.sendDirect({ ...hello, to: 'a' }, times),
      () => chat.broadcast({ ...hello, audience: 'online' }, times),
      () => chat.sendToGroup({ ...hello, groupId: 'g' }, times),
      () => chat.sendToRoom({ ...hello, roomId: 'r' }, times),
      () => chat.registerUsers([{ userId: 'a' }], times),
      async () => chat.sendBulk(hello, ['a'], times).summary(),
    ];
    for (const send of sends) {
      const ended = await clock.finish(send().catch((error: unknown) => error));
      if (isFine) expect(ended).not.toMatchObject(refusal);
      else expect(ended).toMatchObject(refusal);
    }
  });
});

import { describe, expect, test } from 'vitest';
import type { DirectReceipt, UsersReceipt } from '../model/outcome.ts';
import { collectAll } from '../testing/outcomes.ts';
import { calls } from '../testing/pacing.ts';
import { acceptAll, jsonReply, recipientsOf, type ScriptStep } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';

function* endless() {
  for (let i = 0; ; i += 1) yield `user-${i}`;
}

/** Replies after a second, by the simulated clock. */
function slowly(schedule: (callback: () => void, delayMs: number) => unknown): ScriptStep {
  return (request) =>
    new Promise((resolve) => {
      schedule(() => resolve(jsonReply({ accepted: recipientsOf(request) })), 1_000);
    });
}

function slowChat(options: Parameters<typeof simulatedChat>[2] = {}, adapter = {}) {
  let schedule: (callback: () => void, delayMs: number) => unknown = () => {};
  const simulated = simulatedChat(
    [slowly((callback, delayMs) => schedule(callback, delayMs))],
    { maxItems: 2, ...adapter },
    { maxInFlight: 2, ...options },
  );
  schedule = (callback, delayMs) => simulated.clock.schedule(callback, delayMs);
  return simulated;
}

describe('send.stop()', () => {
  test('pulls no more, lets the calls in flight end, and names everybody', async () => {
    const { chat, clock, transport } = slowChat();
    const send = chat.sendBulk(hello, endless());
    const reading = collectAll(send);
    await clock.advance(500);
    send.stop();
    const outcomes = await clock.finish(reading);
    expect(transport.requests).toHaveLength(2);
    expect(outcomes.map(({ userId, status }) => `${userId} ${status}`)).toEqual([
      'user-0 accepted',
      'user-1 accepted',
      'user-2 accepted',
      'user-3 accepted',
    ]);
    const summary = await clock.finish(send.summary());
    expect(summary).toMatchObject({ pulled: 4, accepted: 4, completed: false });
    expect(summary.unread).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test('ends the wait of calls for capacity: who was in them has failed, and nothing was sent', async () => {
    const limit = { ...calls, capacity: 1, windowMs: 3_600_000 };
    const { chat, clock, transport } = simulatedChat(
      [acceptAll],
      { maxItems: 1, limits: [limit] },
      { maxInFlight: 3 },
    );
    const send = chat.sendBulk(hello, endless());
    const summary = send.summary();
    await clock.advance(1_000);
    send.stop();
    await clock.advance(0);
    const { pulled, accepted, failed } = await summary;
    expect([accepted, pulled]).toEqual([1, accepted + failed]);
    expect(failed).toBeGreaterThan(0);
    expect(transport.requests).toHaveLength(1);
  });

  test('before the send is read sends nothing', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const send = chat.sendBulk(hello, endless());
    send.stop();
    expect(await clock.finish(send.summary())).toMatchObject({ pulled: 0, completed: false });
    expect(transport.requests).toEqual([]);
  });
});

describe('leaving the loop early', () => {
  test('the summary names everybody whom the loop did not see', async () => {
    const { chat, clock } = slowChat({ maxInFlight: 4 });
    const send = chat.sendBulk(hello, endless());
    const seen: string[] = [];
    const reading = (async () => {
      for await (const batch of send) {
        seen.push(...batch.map(({ userId }) => userId));
        break;
      }
    })();
    await clock.finish(reading);
    const { pulled, accepted, failed, unconfirmed, unread = [] } = await clock.finish(send.summary());
    expect(accepted + failed + unconfirmed).toBe(pulled);
    const named = [...seen, ...unread.map(({ userId }) => userId)];
    expect(named.toSorted()).toEqual(Array.from({ length: pulled }, (_, i) => `user-${i}`).toSorted());
    expect(unread.length).toBeGreaterThan(0);
  });
});

describe('close', () => {
  test('pulls no more of a stream, and ends when what had left has ended', async () => {
    const { chat, clock, transport } = slowChat();
    const send = chat.sendBulk(hello, endless());
    const summary = send.summary();
    await clock.advance(500);
    await clock.finish(chat.close());
    expect(await summary).toMatchObject({ pulled: 4, accepted: 4, completed: false });
    expect(transport.requests).toHaveLength(2);
  });

  test('ends though a source never gives another id', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 2 });
    const source = (async function* () {
      yield 'a';
      await new Promise(() => {});
    })();
    const summary = chat.sendBulk(hello, source).summary();
    await clock.advance(100);
    await clock.finish(chat.close());
    expect(await summary).toMatchObject({ pulled: 1, failed: 1 });
  });

  test.each(['deliver', 'sendBulk', 'sendDirect', 'registerUsers'] as const)(
    'with drainMs cancels then what is left of %s, and names everybody',
    async (method) => {
      const { chat, clock } = simulatedChat(['silence'], { maxItems: 2 }, { maxInFlight: 2 });
      const users = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
      const error = (thrown: { receipt: object }) => thrown.receipt as never;
      const ended = {
        deliver: async () => (await collectAll(chat.deliver(hello, users))).length,
        sendBulk: async () => (await collectAll(chat.sendBulk(hello, users))).length,
        sendDirect: async () => namedIn(await chat.sendDirect({ ...hello, to: users }).catch(error)),
        registerUsers: async () =>
          namedIn(await chat.registerUsers(users.map((userId) => ({ userId }))).catch(error)),
      }[method]();
      await clock.advance(0);
      const closing = chat.close({ drainMs: 3_000 });
      await clock.advance(3_000);
      await closing;
      // A list is named whole; of a stream what was pulled.
      expect(await ended).toBe(method === 'sendDirect' || method === 'registerUsers' ? 7 : 4);
    },
  );

  test('with drainMs ends though a reader never comes back', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    await clock.finish(chat.deliver(hello, endless())[Symbol.asyncIterator]().next());
    const closing = chat.close({ drainMs: 2_000 });
    await clock.advance(3_000);
    await closing;
    expect(clock.pending).toBe(0);
  });

  test.each([{ drainMs: -1 }, { drainMs: 'soon' }, { drain: 5 }])('refuses %j', async (options) => {
    const { chat } = simulatedChat([acceptAll]);
    await expect(chat.close(options as never)).rejects.toMatchObject({ code: 'misconfigured' });
  });
});

function namedIn({ accepted, failed, unconfirmed }: DirectReceipt | UsersReceipt): number {
  return accepted.length + failed.length + unconfirmed.length;
}

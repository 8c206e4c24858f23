import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ChatOptions } from './chat-options.ts';
import { createChat } from './create-chat.ts';
import { createMemoryPacer } from './defaults/memory-pacer.ts';
import { createRetryBudget } from './exchange/retry-budget.ts';
import type { CallRecord } from './ports/journal.ts';
import { calls } from './testing/pacing.ts';
import { plainAdapter } from './testing/plain-adapter.ts';
import { acceptAll, jsonReply } from './testing/scripted-transport.ts';
import { hello, simulatedChat } from './testing/simulated-chat.ts';

describe('createChat', () => {
  test('is named after its vendor, or as asked', () => {
    expect(createChat(plainAdapter()).name).toBe('plain');
    expect(createChat(plainAdapter(), { name: 'europe' }).name).toBe('europe');
  });

  test('says the apps that it speaks for, and nobody can change that', () => {
    const { apps } = createChat(plainAdapter(), { name: 'europe' });
    expect(apps).toEqual([{ vendor: 'plain', app: 'app-1' }]);
    expect([apps, apps[0]].every(Object.isFrozen)).toBe(true);
  });

  test.each([[0], [1], [3], ['2'], [undefined]])('refuses an adapter that speaks version %j', (version) => {
    const adapter = { ...plainAdapter(), specificationVersion: version } as never;
    expect(() => createChat(adapter)).toThrow(
      expect.objectContaining({
        name: 'ChatError',
        code: 'misconfigured',
        field: 'adapter',
        message: expect.stringContaining(String(version)),
      }),
    );
  });

  test.each([[undefined], [null], [{}], [7]])('refuses %j for an adapter', (adapter) => {
    expect(() => createChat(adapter as never)).toThrow(expect.objectContaining({ code: 'misconfigured' }));
  });

  test.each([[undefined], [null], ['pigeon'], [plainAdapter]])('says of %s what an adapter is', (adapter) => {
    expect(() => createChat(adapter as never)).toThrow(
      expect.objectContaining({
        field: 'adapter',
        message: 'createChat: adapter: must be an adapter, such as the function of its package returns it',
      }),
    );
  });

  test.each<[unknown, string]>([
    [{ hooks: { reply: 'log' } }, 'createChat: hooks.reply: must be a function'],
    [{ retries: 3 }, 'createChat: retries: no such option'],
    [{ retries: 3, share: 2 }, 'createChat: share: must be at most 1 (and 1 more)'],
    [{ a: 1, b: 1, c: 1 }, 'createChat: a: no such option (and 2 more)'],
  ])('says of %j what is wrong, and how much more there is', (options, message) => {
    expect(() => createChat(plainAdapter(), options as never)).toThrow(expect.objectContaining({ message }));
  });

  test.each<[string, unknown, string]>([
    ['options that are none', null, 'options'],
    ['an unknown option', { retries: 3 }, 'retries'],
    ['an empty name', { name: '' }, 'name'],
    ['a transport without send', { transport: {} }, 'transport'],
    ['a function for a transport', { transport: () => {} }, 'transport'],
    ['a pacer without acquire', { pacer: { aquire() {} } }, 'pacer'],
    ['a share of nothing', { share: 0 }, 'share'],
    ['a share of more than all', { share: 1.01 }, 'share'],
    ['no calls at once', { maxInFlight: 0 }, 'maxInFlight'],
    ['half a call', { maxInFlight: 1.5 }, 'maxInFlight'],
    ['no time', { timeoutMs: 0 }, 'timeoutMs'],
    ['a time that is none', { timeoutMs: Number.NaN }, 'timeoutMs'],
    ['endless time', { deadlineMs: Number.POSITIVE_INFINITY }, 'deadlineMs'],
    ['a text for a time', { deadlineMs: '30s' }, 'deadlineMs'],
    ['no attempts', { retry: { maxAttempts: 0 } }, 'retry.maxAttempts'],
    ['a wait below nothing', { retry: { baseDelayMs: -1 } }, 'retry.baseDelayMs'],
    ['a longest wait that is none', { retry: { maxDelayMs: '5s' } }, 'retry.maxDelayMs'],
    ['an unknown option of retry', { retry: { times: 3 } }, 'retry.times'],
    ['no recipients', { maxRecipients: 0 }, 'maxRecipients'],
    ['no reply', { maxReplyBytes: 0 }, 'maxReplyBytes'],
    ['an unknown reaction', { onUnsupported: 'ignore' }, 'onUnsupported'],
    ['a hook that is none', { hooks: { request: 'log' } }, 'hooks.request'],
    ['an unknown hook', { hooks: { response() {} } }, 'hooks.response'],
    ['a budget without draw', { retry: { budget: { refill() {} } } }, 'retry.budget'],
    ['a clock that stands still', { clock: { now() {} } }, 'clock'],
    ['a clock without a monotonic one', { clock: { now() {}, schedule() {} } }, 'clock'],
    ['user ids that are exposed to some', { exposeUserIds: 'yes' }, 'exposeUserIds'],
  ])('%s is refused, naming the option', (_, options, field) => {
    expect(() => createChat(plainAdapter(), options as ChatOptions)).toThrow(
      expect.objectContaining({
        name: 'ChatError',
        code: 'misconfigured',
        effect: 'not_sent',
        transient: false,
        field,
        message: expect.stringMatching(/^createChat: /),
      }),
    );
  });

  test('an option that is undefined has its default', async () => {
    const options = { retry: { maxAttempts: undefined, baseDelayMs: undefined, maxDelayMs: undefined } };
    const { chat, clock, transport } = simulatedChat([{ fault: 'not_sent', reason: 'network' }], {}, options);
    await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch(() => {}));
    expect(transport.requests).toHaveLength(3);
  });

  test('a retry budget can be shared between chats of an app', async () => {
    const budget = createRetryBudget({ repeats: 2 });
    const counts: number[] = [];
    for (let chats = 0; chats < 2; chats += 1) {
      const { chat, clock, transport } = simulatedChat(
        [{ fault: 'not_sent', reason: 'network' }],
        {},
        { retry: { budget } },
      );
      await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }).catch(() => {}));
      counts.push(transport.requests.length);
    }
    expect(counts).toEqual([3, 1]);
  });

  test('a share is a part of every limit', async () => {
    const limit = { ...calls, capacity: 4 };
    for (const [share, atOnce] of [
      [1, 4],
      [0.5, 2],
      [0.25, 1],
    ] as const) {
      const { chat, clock, transport } = simulatedChat(
        [acceptAll],
        { maxItems: 1, limits: [limit] },
        { share },
      );
      const sending = chat.sendDirect({ ...hello, to: ['a', 'b', 'c', 'd', 'e'] });
      await clock.advance(0);
      expect(transport.requests).toHaveLength(atOnce);
      await clock.finish(sending);
    }
  });

  test('chats of one app share what they use of the vendor’s limits', async () => {
    const limit = { ...calls, capacity: 1 };
    const { clock, transport } = simulatedChat([acceptAll], { limits: [limit] });
    const options = { clock, transport, pacer: createMemoryPacer({ clock }) };
    const chats = [
      createChat(plainAdapter({ limits: [limit] }), options),
      createChat(plainAdapter({ limits: [limit] }), options),
    ];
    const sending = Promise.all(chats.map((chat) => chat.sendDirect({ ...hello, to: 'bob' })));
    await clock.advance(0);
    expect(transport.requests).toHaveLength(1);
    await clock.finish(sending);
    expect(transport.requests).toHaveLength(2);
  });

  test('nothing of it shows the adapter, its secrets or the options', () => {
    const chat = createChat(Object.assign(plainAdapter(), { secret: 's3cret' }));
    const shown = inspect(chat, { depth: Number.POSITIVE_INFINITY, showHidden: true });
    expect(shown).not.toContain('s3cret');
    expect(JSON.parse(JSON.stringify(chat))).toEqual({
      name: 'plain',
      apps: [{ vendor: 'plain', app: 'app-1' }],
    });
  });
});

describe('close', () => {
  const isDone = async (promise: Promise<unknown>) => {
    let done = false;
    void promise.then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return () => done;
  };

  test('resolves at once where nothing is under way, and again', async () => {
    const { chat } = simulatedChat([acceptAll]);
    await chat.close();
    await chat.close();
  });

  test('waits for sends and broadcasts that are under way, also for those that fail', async () => {
    let release = () => {};
    const { chat, clock } = simulatedChat([
      () =>
        new Promise((resolve) => {
          release = () => resolve(jsonReply({}));
        }),
    ]);
    const sending = chat.sendDirect({ ...hello, to: 'bob' }).catch((error) => error.code);
    await clock.advance(0);
    const closing = chat.close();
    const done = await isDone(closing);
    expect(done()).toBe(false);
    release();
    await closing;
    expect(await sending).toBe('bad_reply');
  });

  test('waits for a stream that is being read', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const stream = chat.deliver(hello, ['a', 'b'])[Symbol.asyncIterator]();
    await clock.finish(stream.next());
    const closing = chat.close();
    const done = await isDone(closing);
    expect(done()).toBe(false);
    await clock.finish(Promise.resolve(stream.return?.()));
    await closing;
  });

  test('no send begins after it', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const early = [chat.deliver(hello, ['a']), chat.sendBulk(hello, ['a'])];
    const summary = early[1] as ReturnType<typeof chat.sendBulk>;
    await chat.close();
    const closed = expect.objectContaining({
      name: 'ChatError',
      code: 'misconfigured',
      message: 'the chat is closed: plain (Plain, app app-1)',
    });
    await expect(chat.sendDirect({ ...hello, to: 'bob' })).rejects.toEqual(closed);
    await expect(chat.broadcast({ ...hello, audience: 'online' })).rejects.toEqual(closed);
    await expect(chat.sendToGroup({ ...hello, groupId: 'g' })).rejects.toEqual(closed);
    await expect(chat.sendToRoom({ ...hello, roomId: 'r' })).rejects.toEqual(closed);
    await expect(chat.registerUsers([{ userId: 'a' }])).rejects.toEqual(closed);
    await expect(chat.resume({} as CallRecord)).rejects.toEqual(closed);
    expect(() => chat.deliver(hello, ['a'])).toThrow(closed);
    expect(() => chat.sendBulk(hello, ['a'])).toThrow(closed);
    // Nor one that was made before, and is read only now.
    for (const stream of early) {
      const reading = (async () => {
        for await (const _ of stream);
      })();
      await expect(clock.finish(reading)).rejects.toEqual(closed);
    }
    expect(await clock.finish(summary.summary())).toMatchObject({ pulled: 0, completed: false });
    expect(transport.requests).toEqual([]);
  });

  test('check and preview still work', async () => {
    const { chat } = simulatedChat([acceptAll]);
    await chat.close();
    expect(chat.check({ ...hello, to: 'bob' })).toEqual([]);
    const calls = [];
    for await (const call of chat.preview({ ...hello, to: 'bob' })) calls.push(call);
    expect(calls).toHaveLength(1);
  });
});

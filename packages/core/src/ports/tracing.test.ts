import { tracingChannel } from 'node:diagnostics_channel';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { collectAll } from '../testing/outcomes.ts';
import { calls as limitOfCalls } from '../testing/pacing.ts';
import type { PlainAdapterOptions } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { traced } from './tracing.ts';

const word = 'platypus';
const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
  vi.unstubAllGlobals();
});

/** Everything that the listeners of a channel see, as it is when they see it. */
function listenTo(name: 'polychat:send' | 'polychat:call') {
  const events: { readonly event: string; readonly context: Record<string, unknown> }[] = [];
  const note = (event: string) => (context: object) => void events.push({ event, context: { ...context } });
  const listeners = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  };
  const channel = tracingChannel(name);
  channel.subscribe(listeners);
  undo.push(() => channel.unsubscribe(listeners));
  return events;
}

function chatOf(
  script: readonly ScriptStep[] = [acceptAll],
  adapter: PlainAdapterOptions = {},
  exposeUserIds = false,
) {
  const simulated = simulatedChat(script, adapter, { name: 'europe', exposeUserIds });
  const message = { ...hello, content: { type: 'text', text: word } as const, metadata: word };
  return { ...simulated, message };
}

describe('a send', () => {
  test('is a span of the channel polychat:send, with ids and names only', async () => {
    const events = listenTo('polychat:send');
    const { chat, clock, message } = chatOf();
    await clock.finish(chat.sendDirect({ ...message, to: ['bob', 'carol'] }, { correlationId: 'request-7' }));
    expect(events.map(({ event }) => event)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(events[0]?.context).toEqual({
      chat: 'europe',
      vendor: 'plain',
      operation: 'direct',
      sendId: expect.stringMatching(/^[0-9a-f]{16}$/),
      correlationId: 'request-7',
    });
    expect(JSON.stringify(events)).not.toMatch(/platypus|bob|carol/);
  });

  test('says at its end how many stand how, whether it is a list, a stream or nobody was reached', async () => {
    const events = listenTo('polychat:send');
    const { chat, clock, message } = chatOf([acceptAll]);
    await clock.finish(chat.sendDirect({ ...message, to: ['bob', 'carol'] }));
    await clock.finish(collectAll(chat.deliver(message, ['bob', 'bad'])));
    await clock.finish(chat.sendDirect({ ...message, to: 'bad' }).catch(() => {}));
    const ends = events.filter(({ event }) => event === 'asyncEnd').map(({ context }) => context);
    expect(ends).toMatchObject([
      { accepted: 2, failed: 0, unconfirmed: 0 },
      { accepted: 1, failed: 1, unconfirmed: 0 },
      { accepted: 0, failed: 1, unconfirmed: 0 },
    ]);
  });

  test.each<[string, (chat: ReturnType<typeof chatOf>['chat']) => Promise<unknown>]>([
    ['audience', (chat) => chat.broadcast({ ...hello, audience: 'online' })],
    ['group', (chat) => chat.sendToGroup({ ...hello, groupId: 'g' })],
    ['room', (chat) => chat.sendToRoom({ ...hello, roomId: 'r' })],
    ['users', (chat) => chat.registerUsers([{ userId: 'bob' }])],
  ])('is one also where its operation is %s', async (operation, start) => {
    const events = listenTo('polychat:send');
    const { chat, clock } = chatOf();
    await clock.finish(start(chat));
    expect(events[0]?.context).toMatchObject({ operation });
  });

  test('that reaches nobody is no error of its span, and holds no receipt', async () => {
    const events = listenTo('polychat:send');
    const { chat, clock, message } = chatOf([{ fault: 'not_sent', reason: 'network' }]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }).catch(() => {}));
    expect(events.map(({ event }) => event)).not.toContain('error');
    expect(JSON.stringify(events)).not.toMatch(/platypus|bob/);
  });
});

describe('a call', () => {
  test('is a span of the channel polychat:call, inside that of its send', async () => {
    const sends = listenTo('polychat:send');
    const calls = listenTo('polychat:call');
    const { chat, clock, message } = chatOf([acceptAll], { maxItems: 1 });
    await clock.finish(chat.sendDirect({ ...message, to: ['bob', 'carol'] }));
    const starts = calls.filter(({ event }) => event === 'start').map(({ context }) => context);
    const call = {
      chat: 'europe',
      vendor: 'plain',
      sendId: sends[0]?.context.sendId,
      callId: expect.stringMatching(/^[0-9a-f]{16}$/),
      endpoint: 'send',
      purpose: 'send',
      count: 1,
      attempt: 1,
      host: 'vendor.example',
    };
    expect(starts).toEqual([call, call]);
    expect(calls.filter(({ event }) => event === 'asyncEnd')).toHaveLength(2);
    expect(JSON.stringify(calls)).not.toMatch(/platypus|bob|carol|signature/);
  });

  test('says at its end how many attempts there were, and the problem of the last one', async () => {
    const calls = listenTo('polychat:call');
    const { chat, clock, message } = chatOf([{ fault: 'not_sent', reason: 'network' }, acceptAll]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    const other = chatOf([{ fault: 'unknown', reason: 'network' }]);
    await other.clock.finish(other.chat.sendDirect({ ...message, to: 'bob' }).catch(() => {}));
    const ends = calls.filter(({ event }) => event === 'asyncEnd').map(({ context }) => context);
    expect(ends.map(({ attempt, problem }) => [attempt, problem])).toEqual([
      [2, undefined],
      [1, 'network'],
    ]);
  });

  test('says at its end how its items stand after all attempts, not only the last one', async () => {
    const calls = listenTo('polychat:call');
    const refused = { code: 'recipient_not_found', effect: 'rejected', transient: false, message: 'no' };
    const busy = { code: 'vendor_error', effect: 'rejected', transient: true, message: 'busy' };
    const { chat, clock, message } = chatOf([
      jsonReply({ accepted: ['bob'], failed: { carol: refused, dave: busy } }),
      acceptAll,
    ]);
    await clock.finish(chat.sendDirect({ ...message, to: ['bob', 'carol', 'dave'] }));
    const ends = calls.filter(({ event }) => event === 'asyncEnd').map(({ context }) => context);
    expect(ends).toMatchObject([{ count: 3, attempt: 2, accepted: 2, failed: 1, unconfirmed: 0 }]);
  });

  test.each<[string, ScriptStep, object]>([
    ['not sent', { fault: 'not_sent', reason: 'network' }, { effect: 'not_sent', failed: 1, unconfirmed: 0 }],
    ['unknown', { fault: 'unknown', reason: 'network' }, { effect: 'unknown', failed: 0, unconfirmed: 1 }],
    [
      'rejected',
      jsonReply({
        problem: { code: 'unauthenticated', effect: 'rejected', transient: false, message: 'no' },
      }),
      { effect: 'rejected', failed: 1, unconfirmed: 0 },
    ],
    ['none', acceptAll, { effect: undefined, problem: undefined, accepted: 1, failed: 0, unconfirmed: 0 }],
  ])('says at its end what its problem means: %s', async (_, step, expected) => {
    const calls = listenTo('polychat:call');
    const { chat, clock, message } = chatOf([step, step, step]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }).catch(() => {}));
    expect(calls.at(-1)?.context).toMatchObject(expected);
  });

  test('says at its end how long it waited for capacity', async () => {
    const calls = listenTo('polychat:call');
    const { chat, clock, message } = chatOf([acceptAll], {
      maxItems: 1,
      limits: [{ ...limitOfCalls, capacity: 1 }],
    });
    await clock.finish(chat.sendDirect({ ...message, to: ['bob', 'carol'] }));
    const ends = calls.filter(({ event }) => event === 'asyncEnd').map(({ context }) => context.waitedMs);
    expect(ends).toEqual([0, 1_000]);
  });

  test('names its recipients only where the chat exposes user ids', async () => {
    const calls = listenTo('polychat:call');
    const { chat, clock, message } = chatOf([acceptAll], {}, true);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    expect(calls[0]?.context).toMatchObject({ userIds: ['bob'] });
    expect(JSON.stringify(calls)).not.toContain(word);
  });

  test('of a bulk send, and its repeats, are one span each', async () => {
    const calls = listenTo('polychat:call');
    const { chat, clock, message } = chatOf([{ fault: 'not_sent', reason: 'network' }, acceptAll], {
      maxItems: 9,
    });
    await clock.finish(collectAll(chat.deliver(message, ['bob', 'carol'])));
    expect(calls.filter(({ event }) => event === 'start')).toHaveLength(1);
  });

  test('where the vendor quotes the message shows nothing of it', async () => {
    const calls = listenTo('polychat:call');
    const { chat, clock, message } = chatOf([
      jsonReply({
        problem: { code: 'content_rejected', effect: 'rejected', transient: false, message: word },
      }),
    ]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }).catch(() => {}));
    expect(JSON.stringify(calls)).not.toContain(word);
  });
});

describe('where nobody listens', () => {
  test('no context is made', async () => {
    const context = vi.fn(() => ({}));
    expect(await traced('polychat:send', context, async () => 7, context)).toBe(7);
    expect(context).not.toHaveBeenCalled();
  });

  test.each<[string, unknown]>([
    ['no process', undefined],
    ['a process that has no such function', {}],
    ['a process without such a module', { getBuiltinModule: () => undefined }],
    ['a module without such channels', { getBuiltinModule: () => ({}) }],
  ])('on a runtime with %s, everything still runs', async (_, process) => {
    vi.resetModules();
    const fresh = await import('./tracing.ts');
    vi.stubGlobal('process', process);
    const running = fresh.traced(
      'polychat:call',
      () => ({}),
      async () => 7,
      () => ({}),
    );
    vi.unstubAllGlobals();
    expect(await running).toBe(7);
  });
});

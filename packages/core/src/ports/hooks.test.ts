import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { calls } from '../testing/pacing.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { expectNoUnhandledRejections } from '../testing/unhandled.ts';
import { emit, type Hooks } from './hooks.ts';

const event = {
  chat: 'c',
  vendor: 'v',
  sendId: 's',
  callId: 'call',
  endpoint: 'e',
  purpose: 'send',
  count: 1,
  attempt: 1,
  waitedMs: 5,
} as const;
expectNoUnhandledRejections();

describe('emit', () => {
  test('calls the hook with the event, as a method of its object', () => {
    const seen: unknown[] = [];
    const hooks: Hooks = {
      wait(given) {
        seen.push(this === hooks, given);
      },
    };
    emit(hooks, 'wait', () => event);
    expect(seen).toEqual([true, event]);
  });

  test('makes no event that nobody hears', () => {
    emit({}, 'wait', () => {
      throw new Error('made');
    });
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('hook');
      },
    ],
    ['rejects', () => Promise.reject(new Error('hook'))],
    [
      'returns a promise of another realm that rejects',
      () => runInNewContext('Promise.reject(new Error("hook"))'),
    ],
    ['returns nothing', () => null],
    ['returns a number', () => 7],
  ])('a hook that %s disturbs nobody', (_, wait) => {
    emit({ wait: wait as () => void }, 'wait', () => event);
  });
});

test('hooks that fail change no outcome', async () => {
  const fails = () => Promise.reject(new Error('telemetry is down'));
  const throws = () => {
    throw new Error('telemetry is down');
  };
  const hooks = {
    sendStart: throws,
    sendEnd: fails,
    request: throws,
    reply: fails,
    repeat: throws,
    waitStart: throws,
    wait: fails,
  };
  const { chat, clock } = simulatedChat(
    [jsonReply({ problem: plainProblems.tooFast }), acceptAll],
    {},
    { hooks },
  );
  expect((await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }))).accepted).toHaveLength(1);
});

test('hooks that write into their events change no receipt and no call', async () => {
  const events: object[] = [];
  const write = (event: object) => {
    events.push(event);
    for (const [name, value] of Object.entries(event)) {
      Reflect.set(event, name, 'changed');
      Reflect.deleteProperty(event, name);
      if (!Array.isArray(value)) continue;
      Reflect.set(value, 0, 'mallory');
      Reflect.set(value, 'length', 0);
    }
    Object.assign(event, { more: 1 });
  };
  const writers = {
    sendStart: write,
    sendEnd: write,
    request: write,
    reply: write,
    repeat: write,
    waitStart: write,
    wait: write,
  };
  const script = [
    jsonReply({ failed: { bob: plainProblems.tooFast, carol: plainProblems.refused } }),
    jsonReply({ problem: plainProblems.tooFast }),
    acceptAll,
  ];
  const run = async (hooks: Hooks) => {
    const { chat, clock, transport } = simulatedChat(script, {}, { hooks, retry: { baseDelayMs: 0 } });
    const to = ['ann', 'bob', 'carol', 'dave', 'bad-eve'];
    const receipt = await clock.finish(chat.sendDirect({ ...hello, to }));
    const users = await clock.finish(chat.registerUsers(to.map((userId) => ({ userId }))));
    return { receipt, users, bodies: transport.requests.map(({ body }) => body) };
  };
  expect(await run(writers)).toEqual(await run({}));
  expect(events.length).toBeGreaterThan(8);
  for (const event of events) expect(Object.values(event).every(Object.isFrozen)).toBe(true);
});

test('hooks may be methods with a state of their own', async () => {
  class Counter {
    #replies = 0;
    reply() {
      this.#replies += 1;
    }
    get replies() {
      return this.#replies;
    }
  }
  const counter = new Counter();
  const { chat, clock } = simulatedChat([acceptAll], {}, { hooks: counter as Hooks });
  await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }));
  expect(counter.replies).toBe(1);
});

describe('the events of a send', () => {
  const script = [
    jsonReply({ accepted: ['a'], failed: { b: { ...plainProblems.tooFast, retryAfterMs: 300 } } }),
    'silence',
  ] as const;
  const limit = { ...calls, capacity: 1, windowMs: 500 };

  test('say which send, call, attempt and recipients, and how long it took', async () => {
    const { chat, clock, events } = simulatedChat(script, { limits: [limit] }, { name: 'europe' });
    await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b'] }, { correlationId: 'request-7' }));
    const ids = events.map((event) => ('callId' in event ? event.callId : event.sendId));
    const send = { chat: 'europe', vendor: 'plain', sendId: ids[0], correlationId: 'request-7' };
    const call = { ...send, callId: ids[1], endpoint: 'send', purpose: 'send' };
    // A call for a part of the recipients is another.
    const again = { ...call, callId: ids[4] };
    expect(send.sendId).toMatch(/^[0-9a-f]{16}$/);
    for (const id of [call.callId, again.callId]) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set([send.sendId, call.callId, again.callId]).size).toBe(3);
    expect(events).toEqual([
      { name: 'sendStart', ...send, operation: 'direct' },
      { name: 'request', ...call, count: 2, userIds: ['a', 'b'], attempt: 1, bodyBytes: 50 },
      {
        name: 'reply',
        ...call,
        count: 2,
        userIds: ['a', 'b'],
        attempt: 1,
        durationMs: 0,
        httpStatus: 200,
        problem: undefined,
        accepted: 1,
        failed: 1,
        unconfirmed: 0,
      },
      {
        name: 'repeat',
        ...call,
        count: 1,
        userIds: ['b'],
        attempt: 1,
        delayMs: 300,
        problem: 'rate_limited',
      },
      { name: 'waitStart', ...again, count: 1, userIds: ['b'], attempt: 2 },
      { name: 'wait', ...again, count: 1, userIds: ['b'], attempt: 2, waitedMs: 200 },
      { name: 'request', ...again, count: 1, userIds: ['b'], attempt: 2, bodyBytes: 46 },
      {
        name: 'reply',
        ...again,
        count: 1,
        userIds: ['b'],
        attempt: 2,
        durationMs: 10_000,
        httpStatus: undefined,
        problem: 'timeout',
        accepted: 0,
        failed: 0,
        unconfirmed: 1,
      },
      {
        name: 'sendEnd',
        ...send,
        operation: 'direct',
        durationMs: 10_500,
        accepted: 1,
        failed: 0,
        unconfirmed: 1,
      },
    ]);
  });

  test('name no user ids unless the chat exposes them', async () => {
    const { chat, clock, events } = simulatedChat(script, { limits: [limit] }, { exposeUserIds: false });
    await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b'] }));
    expect(events).toHaveLength(9);
    for (const event of events) expect(event).not.toHaveProperty('userIds');
    expect(events).toMatchObject([
      {},
      { count: 2 },
      { count: 2 },
      { count: 1 },
      {},
      {},
      { count: 1 },
      {},
      {},
    ]);
  });

  test('end also where the message is cancelled or nobody is accepted', async () => {
    const { chat, clock, events } = simulatedChat([{ fault: 'not_sent', reason: 'network' }]);
    await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'bad'] }).catch(() => {}));
    await clock.finish(
      chat.sendDirect({ ...hello, to: 'a' }, { signal: AbortSignal.abort() }).catch(() => {}),
    );
    const ends = events.filter(({ name }) => name === 'sendEnd');
    expect(ends).toMatchObject([
      { accepted: 0, failed: 2, unconfirmed: 0 },
      { accepted: 0, failed: 1, unconfirmed: 0 },
    ]);
  });

  test('do not begin where the message breaks a rule', async () => {
    const { chat, clock, events } = simulatedChat([acceptAll]);
    await clock.finish(chat.sendDirect({ ...hello, to: [] }).catch(() => {}));
    expect(events).toEqual([]);
  });
});

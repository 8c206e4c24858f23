import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { emit, type Hooks } from './hooks.ts';

const event = {
  chat: 'c',
  vendor: 'v',
  sendId: 's',
  endpoint: 'e',
  recipients: ['a'],
  attempt: 1,
  waitedMs: 5,
};
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

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
  const hooks = { request: throws, reply: fails, repeat: throws, wait: fails };
  const { chat, clock } = simulatedChat(
    [jsonReply({ problem: plainProblems.tooFast }), acceptAll],
    {},
    { hooks },
  );
  expect((await clock.finish(chat.sendDirect({ ...hello, to: 'bob' }))).accepted).toHaveLength(1);
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

test('events say which send, call, attempt and recipients, and how long it took', async () => {
  const limit = { name: 'calls', capacity: 1, windowMs: 500, kind: 'rate', source: 'test' } as const;
  const { chat, clock, events } = simulatedChat(
    [
      jsonReply({ accepted: ['a'], failed: { b: { ...plainProblems.tooFast, retryAfterMs: 300 } } }),
      'silence',
    ],
    { limits: [limit] },
    { name: 'europe' },
  );
  await clock.finish(chat.sendDirect({ ...hello, to: ['a', 'b'] }));
  const call = { chat: 'europe', vendor: 'plain', endpoint: 'send', sendId: events[0]?.sendId };
  expect(call.sendId).toMatch(/^[0-9a-f]{8}$/);
  expect(events).toEqual([
    { name: 'request', ...call, recipients: ['a', 'b'], attempt: 1, bodyBytes: 50 },
    {
      name: 'reply',
      ...call,
      recipients: ['a', 'b'],
      attempt: 1,
      durationMs: 0,
      httpStatus: 200,
      problem: undefined,
      accepted: 1,
      failed: 1,
      unconfirmed: 0,
    },
    { name: 'repeat', ...call, recipients: ['b'], attempt: 1, delayMs: 300, problem: 'rate_limited' },
    { name: 'wait', ...call, recipients: ['b'], attempt: 2, waitedMs: expect.any(Number) },
    { name: 'request', ...call, recipients: ['b'], attempt: 2, bodyBytes: 46 },
    {
      name: 'reply',
      ...call,
      recipients: ['b'],
      attempt: 2,
      durationMs: 10_000,
      httpStatus: undefined,
      problem: 'timeout',
      accepted: 0,
      failed: 0,
      unconfirmed: 1,
    },
  ]);
});

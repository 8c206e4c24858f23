import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecipientOutcome } from '../model/outcome.ts';
import type { DirectPlan } from '../ports/chat-adapter.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, jsonReply, type ScriptStep, untilAborted } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { countListeners } from '../testing/watched-signal.ts';

const turns = () => new Promise((resolve) => setImmediate(resolve));
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await turns();
  await turns();
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

async function collect(stream: AsyncIterable<readonly RecipientOutcome[]>) {
  const outcomes: RecipientOutcome[] = [];
  for await (const batch of stream) outcomes.push(...batch);
  return outcomes;
}

const short = (outcomes: readonly RecipientOutcome[]) =>
  outcomes
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, userId, status }) => `${index} ${userId} ${status}`);

const recipientsOf = ({ body }: { body: string }): readonly string[] => JSON.parse(body).recipients;

async function* slowly<T>(...items: readonly T[]) {
  for (const item of items) {
    await turns();
    yield item;
  }
}

describe('sources', () => {
  test.each([
    ['a list', () => ['a', 'b', 'c', 'd']],
    ['a set', () => new Set(['a', 'b', 'c', 'd'])],
    ['a generator', () => ['a', 'b', 'c', 'd'].values()],
    ['an async generator', () => slowly('a', 'b', 'c', 'd')],
  ])('%s is cut into calls, and every outcome knows its index', async (_, source) => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const outcomes = await clock.finish(collect(chat.deliver(hello, source())));
    expect(transport.requests.map(recipientsOf)).toEqual([['a', 'b', 'c'], ['d']]);
    expect(short(outcomes)).toEqual(['0 a accepted', '1 b accepted', '2 c accepted', '3 d accepted']);
  });

  test.each([[[]], [slowly<string>()]])('an empty one makes no call', async (source) => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    expect(await clock.finish(collect(chat.deliver(hello, source)))).toEqual([]);
    expect(transport.requests).toEqual([]);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['one id alone', 'alice'],
    ['a number', 7],
    ['an object', { to: 'alice' }],
  ])('%s instead of one is refused at once', (_, source) => {
    const { chat } = simulatedChat([acceptAll]);
    expect(() => chat.deliver(hello, source as never)).toThrow(
      expect.objectContaining({ code: 'invalid_message', field: 'recipients' }),
    );
    expect(() => chat.sendBulk(hello, source as never)).toThrow(
      expect.objectContaining({ code: 'invalid_message', field: 'recipients' }),
    );
  });

  test('what is no user id fails by its place, and the others are sent', async () => {
    const { chat, clock } = simulatedChat([acceptAll]);
    const source = ['a', 42, null, { id: 'x' }, Symbol('y'), 'b'] as string[];
    const outcomes = await clock.finish(collect(chat.deliver(hello, source)));
    expect(short(outcomes)).toEqual([
      '0 a accepted',
      '1 42 failed',
      '2  failed',
      '3  failed',
      '4 Symbol(y) failed',
      '5 b accepted',
    ]);
    expect(outcomes.find(({ index }) => index === 2)).toMatchObject({
      via: 'plain',
      problem: { code: 'invalid_message', effect: 'not_sent', field: 'to[2]' },
    });
  });

  test('a stream of what is no user id alone ends', async () => {
    const { chat, clock } = simulatedChat([acceptAll]);
    const outcomes = await clock.finish(collect(chat.deliver(hello, Array(50).fill(7) as string[])));
    expect(outcomes).toHaveLength(50);
  });

  test.each([
    [
      'a generator',
      function* () {
        yield 'a';
        yield 'b';
        throw new Error('the database is gone');
      },
    ],
    [
      'an async generator',
      async function* () {
        yield 'a';
        yield 'b';
        throw new Error('the database is gone');
      },
    ],
  ])('%s that throws ends the loop with what it threw, after every outcome', async (_, source) => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const seen: RecipientOutcome[] = [];
    const reading = (async () => {
      for await (const batch of chat.deliver(hello, source())) seen.push(...batch);
    })();
    await expect(clock.finish(reading)).rejects.toThrow('the database is gone');
    expect(short(seen)).toEqual(['0 a accepted', '1 b accepted']);
  });

  test('what was pulled before it threw, and not sent, has failed', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const seen: RecipientOutcome[] = [];
    const reading = (async () => {
      const source = function* () {
        yield 'a';
        throw new Error('the database is gone');
      };
      for await (const batch of chat.deliver(hello, source())) seen.push(...batch);
    })();
    await expect(clock.finish(reading)).rejects.toThrow('the database is gone');
    expect(seen).toMatchObject([
      { userId: 'a', status: 'failed', problem: { code: 'aborted', effect: 'not_sent' } },
    ]);
    expect(transport.requests).toEqual([]);
  });

  test('that throws while the reader is busy is no unhandled rejection', async () => {
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const reading = (async () => {
      const source = function* () {
        yield 'a';
        throw new Error('the database is gone');
      };
      for await (const _ of chat.deliver(hello, source())) {
        for (let i = 0; i < 9; i += 1) await turns();
      }
    })();
    await expect(clock.finish(reading)).rejects.toThrow('the database is gone');
  });

  test('that cannot even begin throws at the first read, and nothing hangs', async () => {
    const { chat, clock } = simulatedChat([acceptAll]);
    const source = {
      [Symbol.iterator]: () => {
        throw new Error('no connection');
      },
    };
    await expect(clock.finish(collect(chat.deliver(hello, source)))).rejects.toThrow('no connection');
  });

  test('whose clean-up throws does not keep the reader waiting', async () => {
    const { chat, clock } = simulatedChat(['silence']);
    const controller = new AbortController();
    const source = (function* () {
      try {
        for (let i = 0; ; i += 1) yield `user-${i}`;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: this is the fault under test.
        throw new Error('while cleaning up');
      }
    })();
    clock.schedule(() => controller.abort(), 100);
    const outcomes = await clock.finish(collect(chat.deliver(hello, source, { signal: controller.signal })));
    expect(outcomes.length).toBeGreaterThan(0);
  });
});

describe('cutting', () => {
  test('a bad id changes its own call and not those that follow', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const outcomes = await clock.finish(
      collect(chat.deliver(hello, ['a', 'bad-b', 'c', 'd', 'e', 'f', 'bad-g', 'bad-h', 'bad-i'])),
    );
    expect(transport.requests.map(recipientsOf)).toEqual([
      ['a', 'c'],
      ['d', 'e', 'f'],
    ]);
    const failed = outcomes.filter(({ status }) => status === 'failed');
    expect(failed.map((outcome) => 'problem' in outcome && outcome.problem.field)).toEqual([
      'to[1]',
      'to[6]',
      'to[7]',
      'to[8]',
    ]);
  });

  test('duplicates that would go into the same call are dropped', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const outcomes = await clock.finish(collect(chat.deliver(hello, ['a', 'a', 'b', 'c', 'a', 'd'])));
    expect(transport.requests.map(recipientsOf)).toEqual([
      ['a', 'b', 'c'],
      ['a', 'd'],
    ]);
    expect(short(outcomes)).toEqual([
      '0 a accepted',
      '2 b accepted',
      '3 c accepted',
      '4 a accepted',
      '5 d accepted',
    ]);
  });
});

describe('at once', () => {
  /** A transport that keeps its requests open until they are released. */
  function held() {
    const open: (() => void)[] = [];
    let most = 0;
    const step: ScriptStep = async ({ body }) => {
      await new Promise<void>((resolve) => {
        open.push(resolve);
        most = Math.max(most, open.length);
      });
      return jsonReply({ accepted: JSON.parse(body).recipients });
    };
    return { open, step, most: () => most };
  }

  test('no more calls than maxInFlight', async () => {
    const { open, step, most } = held();
    const { chat, clock, transport } = simulatedChat([step], { maxItems: 1 }, { maxInFlight: 3 });
    const reading = collect(chat.deliver(hello, ['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    await clock.advance(0);
    expect(transport.requests).toHaveLength(3);
    open.shift()?.();
    await clock.advance(0);
    expect(transport.requests).toHaveLength(4);
    while (open.length > 0) {
      open.shift()?.();
      await clock.advance(0);
    }
    expect(await reading).toHaveLength(7);
    expect(most()).toBe(3);
  });

  test('outcomes come in the order in which the calls end', async () => {
    const { open, step } = held();
    const { chat, clock } = simulatedChat([step], { maxItems: 1 });
    const reading = collect(chat.deliver(hello, ['a', 'b']));
    await clock.advance(0);
    open[1]?.();
    await clock.advance(0);
    open[0]?.();
    expect((await reading).map(({ index }) => index)).toEqual([1, 0]);
  });

  test('a reader that stops reading stops the sending', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll], { maxItems: 1 }, { maxInFlight: 4 });
    let pulled = 0;
    const source = (function* () {
      for (; pulled < 1_000; pulled += 1) yield `user-${pulled}`;
    })();
    const stream = chat.deliver(hello, source)[Symbol.asyncIterator]();
    await stream.next();
    await clock.advance(60_000);
    expect(transport.requests.length).toBeLessThanOrEqual(6);
    expect(pulled).toBeLessThanOrEqual(7);
    for (let i = 0; i < 10; i += 1) await stream.next();
    await clock.advance(60_000);
    expect(transport.requests.length).toBeLessThanOrEqual(16);
    await clock.finish(Promise.resolve(stream.return?.()));
  });

  test('nothing starts before the stream is read', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    chat.deliver(hello, ['a']);
    await clock.advance(1_000);
    expect(transport.requests).toEqual([]);
  });

  test('more calls at once than a signal has listeners by default raise no warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    const { open, step } = held();
    const { chat, clock } = simulatedChat([step], { maxItems: 1 }, { maxInFlight: 64 });
    const { signal } = new AbortController();
    const reading = collect(
      chat.deliver(
        hello,
        Array.from({ length: 64 }, (_, i) => `user-${i}`),
        { signal },
      ),
    );
    await clock.advance(0);
    expect(open).toHaveLength(64);
    for (const release of open) release();
    await clock.finish(reading);
    await turns();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('leaving the loop', () => {
  test('cancels what is under way and lets the source clean up', async () => {
    let cleanedUp = false;
    const signals: AbortSignal[] = [];
    const { chat, clock } = simulatedChat(
      [
        acceptAll,
        (_, { signal }) => {
          signals.push(signal);
          return untilAborted(signal);
        },
      ],
      { maxItems: 1 },
    );
    const source = (function* () {
      try {
        for (let i = 0; ; i += 1) yield `user-${i}`;
      } finally {
        cleanedUp = true;
      }
    })();
    const reading = (async () => {
      for await (const _ of chat.deliver(hello, source)) break;
    })();
    await clock.finish(reading);
    expect(cleanedUp).toBe(true);
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('aborting', () => {
  test('what has left is unconfirmed, what was pulled and has not is failed, the rest is never pulled', async () => {
    const controller = new AbortController();
    const limit = { name: 'calls', capacity: 1, windowMs: 60_000, kind: 'rate', source: 'test' } as const;
    const { chat, clock } = simulatedChat(['silence'], { maxItems: 2, limits: [limit] }, { maxInFlight: 2 });
    clock.schedule(() => controller.abort(), 500);
    const outcomes = await clock.finish(
      collect(chat.deliver(hello, ['a', 'b', 'c', 'd', 'e', 'f'], { signal: controller.signal })),
    );
    expect(short(outcomes)).toEqual(['0 a unconfirmed', '1 b unconfirmed', '2 c failed', '3 d failed']);
    expect(outcomes.map((outcome) => 'problem' in outcome && outcome.problem.code)).toEqual(
      Array(4).fill('aborted'),
    );
    expect(clock.pending).toBe(0);
  });

  test('before it begins pulls nothing', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    let pulled = 0;
    const source = (function* () {
      pulled += 1;
      yield 'a';
    })();
    const outcomes = await clock.finish(
      collect(chat.deliver(hello, source, { signal: AbortSignal.abort() })),
    );
    expect(outcomes).toEqual([]);
    expect(pulled).toBe(0);
    expect(transport.requests).toEqual([]);
  });

  test('does not wait for a source that is stuck', async () => {
    const controller = new AbortController();
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 2 });
    const source = (async function* () {
      yield 'a';
      await new Promise(() => {});
    })();
    clock.schedule(() => controller.abort(), 500);
    const outcomes = await clock.finish(collect(chat.deliver(hello, source, { signal: controller.signal })));
    expect(short(outcomes)).toEqual(['0 a failed']);
  });

  test('leaves no listener on the caller’s signal, whatever became of the send', async () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    const endings: (readonly ScriptStep[])[] = [
      [acceptAll],
      ['silence'],
      [{ fault: 'not_sent', reason: 'network' }],
      [jsonReply({ problem: plainProblems.tooFast })],
      [{ status: 502, text: '<html>' }],
    ];
    for (const script of endings) {
      const { chat, clock } = simulatedChat(script, { maxItems: 1 });
      await clock.finish(collect(chat.deliver(hello, ['a', 'bad', 'c'], { signal })));
      expect([listeners.now, clock.pending]).toEqual([0, 0]);
    }
    const { chat, clock } = simulatedChat([acceptAll], { maxItems: 1 });
    const source = function* () {
      yield 'a';
      throw new Error('gone');
    };
    await clock.finish(collect(chat.deliver(hello, source(), { signal })).catch(() => {}));
    const leaving = (async () => {
      for await (const _ of chat.deliver(hello, ['a', 'b'], { signal })) break;
    })();
    await clock.finish(leaving);
    expect([listeners.now, clock.pending]).toEqual([0, 0]);
  });
});

describe('an adapter that breaks the contract loses nobody', () => {
  test.each([
    [
      'throws',
      () => {
        throw new TypeError('bug');
      },
    ],
    ['takes none', () => ({ taken: 0, refused: [] })],
    ['takes more than there are', () => ({ taken: 99, refused: [] })],
    ['forgets whom it took', () => ({ taken: 1, refused: [] })],
  ])('where its plan %s', async (_, next) => {
    const { core, clock } = withPlan(next);
    const outcomes = await clock.finish(collect(core.deliver(hello, ['a', 'b', 'c', 'd'])));
    expect(short(outcomes)).toEqual(['0 a failed', '1 b failed', '2 c failed', '3 d failed']);
    expect(outcomes[0]).toMatchObject({
      problem: { code: 'vendor_error', effect: 'not_sent', field: 'to[0]' },
    });
  });

  test('where it both refuses somebody and puts them into the call, the call counts', async () => {
    const { core, clock } = withPlan((pending, plain) => ({
      ...plain(pending),
      refused: [{ userId: 'a', problem: plainProblems.refused }],
    }));
    expect(short(await clock.finish(collect(core.deliver(hello, ['a', 'b']))))).toEqual([
      '0 a accepted',
      '1 b accepted',
    ]);
  });

  type Next = DirectPlan['next'];

  function withPlan(next: (pending: readonly string[], plain: Next) => unknown) {
    const { chat: core, clock } = simulatedChat([acceptAll], {
      planned: (plan) => ({
        ...plan,
        next: (pending) => next(pending, (given) => plan.next(given)) as ReturnType<Next>,
      }),
    });
    return { core, clock };
  }
});

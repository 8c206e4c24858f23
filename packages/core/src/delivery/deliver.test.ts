import { describe, expect, test } from 'vitest';
import type { RecipientOutcome } from '../model/outcome.ts';
import type { DirectPlan } from '../ports/plans.ts';
import { collectAll, shortOutcomes as short, turns } from '../testing/outcomes.ts';
import { plainProblems } from '../testing/plain-adapter.ts';
import { acceptAll, recipientsOf } from '../testing/scripted-transport.ts';
import { hello, simulatedChat } from '../testing/simulated-chat.ts';
import { expectNoUnhandledRejections } from '../testing/unhandled.ts';

expectNoUnhandledRejections();

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
    const outcomes = await clock.finish(collectAll(chat.deliver(hello, source())));
    expect(transport.requests.map(recipientsOf)).toEqual([['a', 'b', 'c'], ['d']]);
    expect(short(outcomes)).toEqual(['0 a accepted', '1 b accepted', '2 c accepted', '3 d accepted']);
  });

  test.each([[[]], [slowly<string>()]])('an empty one makes no call', async (source) => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    expect(await clock.finish(collectAll(chat.deliver(hello, source)))).toEqual([]);
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

  test('an item that is no user id fails by its place, and the others are sent', async () => {
    const { chat, clock } = simulatedChat([acceptAll]);
    const source = ['a', 42, null, { id: 'x' }, Symbol('y'), 'b'] as string[];
    const outcomes = await clock.finish(collectAll(chat.deliver(hello, source)));
    expect(short(outcomes)).toEqual([
      '0 a accepted',
      '1 42 failed',
      '2  failed',
      '3  failed',
      '4  failed',
      '5 b accepted',
    ]);
    expect(outcomes.find(({ index }) => index === 2)).toMatchObject({
      via: 'plain',
      problem: { code: 'invalid_message', effect: 'not_sent', field: 'to[2]' },
    });
  });

  test('a stream of what is no user id alone ends', async () => {
    const { chat, clock } = simulatedChat([acceptAll]);
    const outcomes = await clock.finish(collectAll(chat.deliver(hello, Array(50).fill(7) as string[])));
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
    await expect(clock.finish(collectAll(chat.deliver(hello, source)))).rejects.toThrow('no connection');
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
    const outcomes = await clock.finish(
      collectAll(chat.deliver(hello, source, { signal: controller.signal })),
    );
    expect(outcomes.length).toBeGreaterThan(0);
  });
});

describe('cutting', () => {
  test('a bad id changes its own call and not those that follow', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const outcomes = await clock.finish(
      collectAll(chat.deliver(hello, ['a', 'bad-b', 'c', 'd', 'e', 'f', 'bad-g', 'bad-h', 'bad-i'])),
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
    const outcomes = await clock.finish(collectAll(chat.deliver(hello, ['a', 'a', 'b', 'c', 'a', 'd'])));
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

describe('an adapter that breaks the contract loses nobody', () => {
  test.each([
    [
      'throws',
      () => {
        throw new TypeError('bug');
      },
    ],
    ['takes none', () => ({ taken: 0, refused: [], items: [] })],
    ['takes more than there are', () => ({ taken: 99, refused: [], items: [] })],
    ['forgets whom it took', () => ({ taken: 1, refused: [], items: [] })],
  ])('where its plan %s', async (_, next) => {
    const { core, clock } = withPlan(next);
    const outcomes = await clock.finish(collectAll(core.deliver(hello, ['a', 'b', 'c', 'd'])));
    expect(short(outcomes)).toEqual(['0 a failed', '1 b failed', '2 c failed', '3 d failed']);
    expect(outcomes[0]).toMatchObject({
      problem: { code: 'vendor_error', effect: 'not_sent', field: 'to[0]' },
    });
  });

  test('and what it threw is the cause, without what was sent', async () => {
    const { core, clock } = withPlan(() => {
      throw new TypeError('cannot plan hello');
    });
    const error = await clock.finish(core.sendDirect({ ...hello, to: ['a', 'b'] }).catch((reason) => reason));
    expect(error).toMatchObject({ code: 'vendor_error', effect: 'not_sent', field: 'to[0]' });
    expect([error.cause.name, error.cause.message]).toEqual(['TypeError', 'cannot plan …']);
  });

  test('where a value throws in being read, its recipient is accepted without it', async () => {
    const hostile = {
      get messageId(): string {
        throw new TypeError('bug');
      },
    };
    const { chat, clock } = simulatedChat([acceptAll], {
      read: () => ({ value: { accepted: [{ id: 'a', value: hostile }], failed: [] } }),
    });
    const outcomes = await clock.finish(collectAll(chat.deliver(hello, ['a', 'b'])));
    expect(short(outcomes)).toEqual(['0 a accepted', '1 b unconfirmed']);
    await clock.finish(chat.close());
  });

  test('where it both refuses somebody and puts them into the call, the call counts', async () => {
    const { core, clock } = withPlan((pending, plain) => ({
      ...plain(pending),
      refused: [{ index: 0, problem: plainProblems.refused }],
    }));
    expect(short(await clock.finish(collectAll(core.deliver(hello, ['a', 'b']))))).toEqual([
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

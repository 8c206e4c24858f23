import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../testing/simulated-clock.ts';
import { type ReadySource, type Source, SourceReader, takeReady } from './source-reader.ts';

type Items = Iterable<unknown> | AsyncIterable<unknown>;

function readerOf(source: Items, more: Partial<Source<unknown>> = {}) {
  const controller = new AbortController();
  const pulled: boolean[] = [];
  const delivery: Source<unknown> = {
    source,
    userIdOf: (item: unknown) => item,
    onPulled: (isDuplicate) => void pulled.push(isDuplicate),
    ...more,
  };
  return { reader: new SourceReader(delivery, controller.signal), controller, pulled };
}

const ids = (positions: readonly { userId: string; index: number }[]) =>
  positions.map(({ userId, index }) => `${index}:${userId}`);

async function* slowly(...items: readonly unknown[]) {
  for (const item of items) {
    await null;
    yield item;
  }
}

/** Has the first half ready, and gives the others one by one. */
function halfReady(...items: readonly unknown[]): ReadySource<unknown> {
  let ready = items.slice(0, Math.ceil(items.length / 2));
  const others = slowly(...items.slice(ready.length));
  return {
    [takeReady](most) {
      const taken = ready.slice(0, most);
      ready = ready.slice(most);
      return taken;
    },
    [Symbol.asyncIterator]: () => others,
  };
}

describe.each([
  ['a list', (...items: readonly unknown[]): Items => items],
  ['a generator', (...items: readonly unknown[]): Items => new Set(items).values()],
  ['an async generator', slowly],
  ['an async source that has some ready', halfReady],
])('%s', (_, sourceOf) => {
  test('is read in order, no further than asked for', async () => {
    const { reader, pulled } = readerOf(sourceOf('a', 'b', 'c', 'd'));
    expect(ids(await reader.fill(2))).toEqual(['0:a', '1:b']);
    expect(pulled).toHaveLength(2);
    expect(ids(reader.take(1))).toEqual(['0:a']);
    expect(ids(await reader.fill(3))).toEqual(['1:b', '2:c', '3:d']);
    expect(ids(reader.take(3))).toEqual(['1:b', '2:c', '3:d']);
    expect(await reader.fill(3)).toEqual([]);
    expect(reader.leftOver()).toEqual([]);
  });

  test('what is no user id is set apart, with its place', async () => {
    const { reader, pulled } = readerOf(sourceOf('a', 7, null, undefined, 'b'));
    expect(ids(await reader.fill(9))).toEqual(['0:a', '4:b']);
    expect(ids(reader.takeInvalidItems())).toEqual(['1:7', '2:', '3:undefined']);
    expect(reader.takeInvalidItems()).toEqual([]);
    expect(pulled).toHaveLength(5);
  });
});

test('the word without end of something that is no id is read no further than asked for', async () => {
  const { reader } = readerOf(
    (function* () {
      for (;;) yield {};
    })(),
  );
  expect(await reader.fill(5)).toEqual([]);
  expect(reader.takeInvalidItems()).toHaveLength(5);
});

describe('duplicates', () => {
  const source = ['a', 'b', 'a', 'a', 'c', 'b', 'a'];

  test('of what is pending are dropped', async () => {
    const { reader, pulled } = readerOf(source);
    expect(ids(await reader.fill(3))).toEqual(['0:a', '1:b', '4:c']);
    expect(pulled).toEqual([false, false, true, true, false]);
    reader.take(3);
    expect(ids(await reader.fill(3))).toEqual(['5:b', '6:a']);
  });

  test('of the whole source are dropped where they are to be exact', async () => {
    const { reader, pulled } = readerOf(source, { exactDuplicates: true });
    await reader.fill(3);
    reader.take(3);
    expect(await reader.fill(3)).toEqual([]);
    expect(pulled.filter(Boolean)).toHaveLength(4);
  });
});

describe('aborting', () => {
  test('ends a source that is stuck, and what was pulled is left over', async () => {
    const { reader, controller } = readerOf(
      (async function* () {
        yield 'a';
        await new Promise(() => {});
      })(),
    );
    const filling = reader.fill(2);
    await new SimulatedClock().advance(0);
    controller.abort();
    expect(await filling).toEqual([]);
    expect(ids(reader.leftOver())).toEqual(['0:a']);
  });

  test('before anything is read pulls nothing from a stream', async () => {
    const { reader, controller, pulled } = readerOf(slowly('a'));
    controller.abort();
    expect(await reader.fill(1)).toEqual([]);
    expect(reader.leftOver()).toEqual([]);
    expect(pulled).toEqual([]);
  });

  test('but everything in a list is left over', async () => {
    const { reader, controller } = readerOf(['a', 'b', 'a', 9, 'c'], { isList: true, exactDuplicates: true });
    await reader.fill(1);
    controller.abort();
    expect(ids(reader.leftOver())).toEqual(['0:a', '1:b', '4:c']);
    expect(ids(reader.takeInvalidItems())).toEqual(['3:9']);
  });

  test('what a stuck source throws later disturbs nobody', async () => {
    let fail = (_: Error) => {};
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((_, reject) => {
            fail = reject;
          }),
      }),
    };
    const { reader, controller } = readerOf(source);
    const filling = reader.fill(1);
    controller.abort();
    expect(await filling).toEqual([]);
    fail(new Error('late'));
    await new SimulatedClock().advance(0);
  });
});

describe('stopping', () => {
  test('lets the source clean up, once', async () => {
    let cleanedUp = 0;
    const { reader } = readerOf(
      (function* () {
        try {
          yield 'a';
          yield 'b';
        } finally {
          cleanedUp += 1;
        }
      })(),
    );
    await reader.fill(1);
    reader.stop();
    reader.stop();
    expect(cleanedUp).toBe(1);
    expect(ids(await reader.fill(5))).toEqual(['0:a']);
  });

  test('asks nothing of a source that has ended', async () => {
    let returned = 0;
    const iterator = {
      next: () => ({ done: true, value: undefined }) as const,
      return: () => (returned += 1),
    };
    const { reader } = readerOf({ [Symbol.iterator]: () => iterator } as unknown as Items);
    await reader.fill(1);
    reader.stop();
    expect(returned).toBe(0);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('while cleaning up');
      },
    ],
    ['rejects', () => Promise.reject(new Error('while cleaning up'))],
    ['never ends', () => new Promise(() => {})],
  ])('a clean-up that %s disturbs nobody', async (_, cleanUp) => {
    const iterator = { next: () => ({ done: false, value: 'a' }), return: cleanUp };
    const { reader } = readerOf({ [Symbol.asyncIterator]: () => iterator } as unknown as Items);
    await reader.fill(1);
    reader.stop();
    await new SimulatedClock().advance(0);
  });
});

test('what a source throws comes out where it is read', async () => {
  const { reader } = readerOf(
    (function* () {
      yield 'a';
      throw new Error('the database is gone');
    })(),
  );
  await expect(reader.fill(2)).rejects.toThrow('the database is gone');
  expect(ids(reader.leftOver())).toEqual(['0:a']);
});

test('an async source that gives no result is one that throws, and nobody waits for it', async () => {
  const { reader } = readerOf({ [Symbol.asyncIterator]: () => ({ next: async () => undefined as never }) });
  await expect(reader.fill(1)).rejects.toThrow(TypeError);
  expect(reader.leftOver()).toEqual([]);
});

import type { Chat } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { Placer, type PlacerOptions } from './placing.ts';
import { InboxVendor } from './testing/inbox-vendor.ts';

function start(pick: PlacerOptions['pick'], options: Partial<PlacerOptions> = {}) {
  const clock = new SimulatedClock();
  const chats = ['north', 'south'].map((name) => new InboxVendor({ name, clock }).chat);
  const parts: ReadonlyMap<string, Chat> = new Map(chats.map((chat) => [chat.name, chat]));
  const words = { option: 'pick', noun: 'recipient', nowhere: 'recipient_not_found' } as const;
  const placer = new Placer({
    words,
    pick,
    parts,
    pickTimeoutMs: 1_000,
    pickBatchSize: 3,
    clock,
    ...options,
  });
  return {
    clock,
    placer,
    place: async (userIds: readonly string[], signal?: AbortSignal) => {
      const placed = await clock.finish(placer.place(userIds, parts, signal));
      return placed.map(({ chat, problem }) => chat?.name ?? problem?.code);
    },
    problemOf: async (userId: string) => (await clock.finish(placer.place([userId], parts)))[0]?.problem,
  };
}

const throwing = () => {
  throw new Error('the directory is down');
};
const never = () => new Promise<string>(() => {});

describe('one look-up for each', () => {
  test.each<[string, PlacerOptions['pick'], string, boolean]>([
    ['a name', () => 'north', 'north', false],
    ['a name, later', async () => 'south', 'south', false],
    ['nothing', () => undefined, 'recipient_not_found', false],
    ['null, later', async () => null, 'recipient_not_found', false],
    ['an unknown name', () => 'east', 'misconfigured', false],
    ['the name of what every object has', () => 'constructor', 'misconfigured', false],
    ['a number', () => 7 as never, 'misconfigured', false],
    ['an object, later', async () => ({}) as never, 'misconfigured', false],
    ['a function', () => (() => 'north') as never, 'misconfigured', false],
    ['nothing at all, since it throws', throwing, 'network', true],
    ['nothing at all, since it rejects', async () => throwing(), 'network', true],
    ['nothing, ever', never, 'timeout', true],
    [
      'what throws when it is read',
      () => Object.defineProperty({}, 'then', { get: throwing }) as never,
      'network',
      true,
    ],
  ])('that answers %s', async (_title, pick, expected, isTransient) => {
    const { place, problemOf } = start(pick);
    expect(await place(['a', 'b'])).toEqual([expected, expected]);
    const problem = await problemOf('c');
    if (problem) expect(problem).toMatchObject({ effect: 'not_sent', transient: isTransient });
  });

  test.each<[unknown, string]>([
    ['eu-west', 'returned "eu-west", which is no chat; it must return one of north, south'],
    ['', 'returned a string that is no name, which is no chat; it must return one of north, south'],
    [
      'ann@example.com, 4 High Street',
      'returned a string that is no name, which is no chat; it must return one of north, south',
    ],
    [7, 'returned a value of type number, which is no chat; it must return one of north, south'],
  ])('that answers %j says what came back, and is the field', async (name, words) => {
    const problem = await start(() => name as string).problemOf('secret-id');
    expect(problem).toMatchObject({ code: 'misconfigured', field: 'pick', message: `pick: ${words}` });
    expect(JSON.stringify(problem)).not.toContain('secret-id');
  });

  test('that throws keeps its words and the ids to itself', async () => {
    const problem = await start((userId) => {
      throw new Error(`no row for ${userId}`);
    }).problemOf('secret-id');
    expect(JSON.stringify(problem)).not.toContain('secret-id');
    expect(JSON.stringify(problem)).not.toContain('row');
  });

  test('that hangs for one holds up the others of its batch no longer than allowed', async () => {
    const { clock, place } = start((userId) => (userId === 'b' ? never() : 'north'));
    const before = clock.now();
    expect(await place(['a', 'b', 'c', 'd'])).toEqual(['north', 'timeout', 'north', 'north']);
    expect(clock.now() - before).toBe(1_000);
    expect(clock.pending).toBe(0);
  });

  test('ends when the send is cancelled', async () => {
    const { place, clock } = start((userId) => (userId === 'b' ? never() : 'north'));
    const before = clock.now();
    expect(await place(['a', 'b'], AbortSignal.abort())).toEqual(['north', 'aborted']);
    expect(clock.now()).toBe(before);
  });

  test('is made for so many at the same time, and no more', async () => {
    let running = 0;
    let most = 0;
    const { place } = start(async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return 'north';
    });
    expect(await place(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toHaveLength(7);
    expect(most).toBe(3);
  });
});

describe('one look-up for many', () => {
  const many = (pickMany: (userIds: readonly string[]) => unknown) => start({ pickMany: pickMany as never });

  test('gets batches and answers in their order', async () => {
    const asked: (readonly string[])[] = [];
    const { place } = many(async (userIds) => {
      asked.push(userIds);
      return userIds.map((userId) => ({ a: 'north', b: 'south', d: 'east' })[userId]);
    });
    expect(await place(['a', 'b', 'c', 'd'])).toEqual([
      'north',
      'south',
      'recipient_not_found',
      'misconfigured',
    ]);
    expect(asked).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test.each<[string, (userIds: readonly string[]) => unknown, string]>([
    ['a list, at once', (userIds) => userIds.map(() => 'north'), 'north'],
    [
      'what is like a promise',
      (userIds) =>
        Object.defineProperty({}, 'then', {
          value: (give: (list: unknown) => void) => give(userIds.map(() => 'north')),
        }),
      'north',
    ],
    ['too short a list', () => ['north'], 'misconfigured'],
    ['no list', async () => 'north', 'misconfigured'],
    ['nothing', () => undefined, 'misconfigured'],
    ['nothing at all, since it throws', throwing, 'network'],
    ['nothing at all, since it rejects', async () => throwing(), 'network'],
    ['nothing, ever', never, 'timeout'],
  ])('that answers %s', async (_title, pickMany, expected) => {
    expect(await many(pickMany).place(['a', 'b'])).toEqual([expected, expected]);
  });
});

describe('a cache', () => {
  const cache = { maxUserIds: 2, timeToLiveMs: 1_000 };

  function watched(pickMany: boolean) {
    const asked: string[] = [];
    const one = (userId: string) => {
      asked.push(userId);
      return userId === 'x' ? undefined : 'north';
    };
    const pick = pickMany ? { pickMany: (userIds: readonly string[]) => userIds.map(one) } : one;
    return { ...start(pick, { cache }), asked };
  }

  test.each([false, true])(
    'asks again only after a while, and for whom it had to forget (%j)',
    async (many) => {
      const { place, asked, clock } = watched(many);
      await place(['a', 'b', 'a']);
      expect(asked.splice(0)).toEqual(many ? ['a', 'b', 'a'] : ['a', 'b']);
      expect(await place(['a', 'b', 'c'])).toEqual(['north', 'north', 'north']);
      expect(asked.splice(0)).toEqual(['c']);
      await place(['b', 'a']);
      expect(asked.splice(0)).toEqual(['a']);
      await clock.advance(1_000);
      await place(['b']);
      expect(asked).toEqual(['b']);
    },
  );

  test('keeps nobody who could not be placed', async () => {
    const { place, asked } = watched(false);
    await place(['x']);
    await place(['x']);
    expect(asked).toEqual(['x', 'x']);
  });
});

test('those of whom the answer comes later are left open where nobody may wait', () => {
  const { placer } = start((userId) => (userId === 'a' ? 'north' : Promise.reject(new Error('down'))));
  expect(placer.placeNow(['a', 'b']).map((placement) => placement?.chat?.name)).toEqual(['north', undefined]);
});

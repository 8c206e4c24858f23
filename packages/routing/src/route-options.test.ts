import { ChatError } from '@polychat/core';
import { describe, expect, test } from 'vitest';
import { routeBy } from './route-by.ts';
import type { RouteByOptions, RouteOptions } from './route-options.ts';
import { hello, InboxVendor } from './testing/inbox-vendor.ts';
import { thrown } from './testing/thrown.ts';
import { byLetter, twoVendors } from './testing/two-vendors.ts';

describe('what does not fit', () => {
  const { chat: one } = new InboxVendor({ name: 'north' });

  test.each<[string, unknown, unknown, unknown, string]>([
    ['no chats', byLetter, [], {}, 'chats'],
    ['no list', byLetter, one, {}, 'chats'],
    ['what is no chat', byLetter, [one, {}], {}, 'chats[1]'],
    ['two of one name', byLetter, [one, new InboxVendor({ name: 'north' }).chat], {}, 'chats[1]'],
    ['no pick', undefined, [one], {}, 'pick'],
    ['pick and chats in the wrong order', [one], byLetter, {}, 'pick'],
    ['a pick that is none', { pick: byLetter }, [one], {}, 'pick'],
    ['an unknown option', byLetter, [one], { names: 'x' }, 'names'],
    ['an empty name', byLetter, [one], { name: '' }, 'name'],
    ['options that are none', byLetter, [one], 7, 'options'],
    ['no buffer', byLetter, [one], { bufferSize: 0 }, 'bufferSize'],
    ['half a batch', byLetter, [one], { pickBatchSize: 1.5 }, 'pickBatchSize'],
    ['no time', byLetter, [one], { pickTimeoutMs: 0 }, 'pickTimeoutMs'],
    ['endless time', byLetter, [one], { pickTimeoutMs: Infinity }, 'pickTimeoutMs'],
    ['a cache without a bound', byLetter, [one], { cache: { timeToLiveMs: 5 } }, 'cache.maxUserIds'],
    ['a cache for ever', byLetter, [one], { cache: { maxUserIds: 5 } }, 'cache.timeToLiveMs'],
    ['a cache that is none', byLetter, [one], { cache: true }, 'cache'],
    ['a clock that is none', byLetter, [one], { clock: {} }, 'clock'],
  ])('%s is refused when the chat is made', (_title, pick, chats, options, field) => {
    expect(() => routeBy(pick as never, chats as never, options as RouteByOptions)).toThrow(
      expect.objectContaining({ code: 'misconfigured', field }),
    );
  });

  test.each<[string, unknown, string]>([
    ['via that is no list', { via: 'north' }, 'via'],
    ['an empty via', { via: [] }, 'via'],
    ['an unknown chat in via', { via: ['north', 'east'] }, 'via[1]'],
    ['an unknown chat in onUnsupported', { onUnsupported: { east: 'warn' } }, 'onUnsupported.east'],
    ['options that are none', 7, 'options'],
    ['an option that no chat knows', { hurry: true }, 'hurry'],
  ])('%s is refused by each method', async (_title, options, field) => {
    const { chat, north } = twoVendors();
    const given = options as RouteOptions;
    for (const send of [
      () => chat.sendDirect({ ...hello, to: 'n1' }, given),
      async () => chat.deliver(hello, ['n1'], given),
      async () => chat.sendBulk(hello, ['n1'], given),
      () => chat.broadcast({ ...hello, audience: 'online' }, given),
      () => chat.registerUsers([{ userId: 'n1' }], given),
    ]) {
      const error = await thrown(send());
      expect(ChatError.is(error)).toBe(true);
      expect(error).toMatchObject({ code: 'misconfigured', field });
    }
    expect(north.posted).toEqual([]);
  });
});

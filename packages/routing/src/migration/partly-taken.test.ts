import { SimulatedClock } from '@polychat/core/testing';
import { describe, expect, test } from 'vitest';
import { failover } from '../failover/failover.ts';
import { routeBy } from '../route-by.ts';
import { type CallFate, hello, InboxVendor } from '../testing/inbox-vendor.ts';
import { thrown } from '../testing/thrown.ts';
import { migration } from './migration.ts';

const toAll = { ...hello, audience: 'online' } as const;

/** A migration between chats that are made of others. Each vendor meets its fates in turn, and the last one from then on. */
function regions(
  fates: Readonly<Record<string, readonly CallFate[]>>,
  kinds: { readonly from?: 'routeBy' | 'failover'; readonly to?: 'routeBy' | 'failover' } = {},
) {
  const clock = new SimulatedClock();
  const vendors = Object.entries(fates).map(([name, given]) => {
    const left = [...given];
    const callFate = (): CallFate => (left.length > 1 ? left.shift() : left[0]) ?? 'answered';
    return new InboxVendor({ name, clock, callFate, chat: { retry: { maxAttempts: 1 } } });
  });
  const side = (name: 'from' | 'to') => {
    const chats = vendors.filter((vendor) => vendor.name.startsWith(name)).map(({ chat }) => chat);
    return kinds[name] === 'failover'
      ? failover(chats, { name, clock })
      : routeBy(() => chats[0]?.name, chats, { name, clock });
  };
  const chat = migration({ from: side('from'), to: side('to'), stage: 'shadow', clock });
  const posted = () =>
    vendors.flatMap(({ name, posted }) => (posted.length === 0 ? [] : [`${name} ${posted.length}`]));
  return { chat, clock, posted };
}

describe('the copy of a broadcast that some regions took', () => {
  test.each<[string, Record<string, CallFate[]>, string[], object]>([
    ['all', { from1: [], to1: [], to2: [] }, [], { accepted: 1, agreed: 1 }],
    ['all but one', { from1: [], to1: [], to2: ['not_sent'] }, ['failed network at to2'], { failed: 1 }],
    [
      'perhaps all',
      { from1: [], to1: ['unknown'], to2: [] },
      ['unconfirmed network at to1'],
      { unconfirmed: 1 },
    ],
    [
      'one of three, and perhaps another',
      { from1: [], to1: ['unavailable'], to2: [], to3: ['unknown'] },
      ['failed vendor_unavailable at to1', 'unconfirmed network at to3'],
      { unconfirmed: 1 },
    ],
    ['none', { from1: [], to1: ['not_sent'], to2: ['not_sent'] }, ['failed network at all'], { failed: 1 }],
  ])('%s: the others are missing', async (_who, fates, missing, other) => {
    const { chat, clock } = regions(fates);
    const { results, failed } = await clock.finish(chat.broadcast(toAll));
    expect({ results: results.map(({ via }) => via), failed }).toEqual({ results: ['from1'] });
    await clock.finish(chat.drain());
    const found = await Array.fromAsync(chat.takeMissing());
    expect(
      found.map(({ status, reason, missingAt }) => `${status} ${reason} at ${missingAt ?? 'all'}`),
    ).toEqual(missing);
    const [row] = chat.report().stages;
    expect(row?.other).toMatchObject({ accepted: 0, failed: 0, unconfirmed: 0, agreed: 0, ...other });
  });

  test('is written through the others alone', async () => {
    const { chat, clock, posted } = regions({
      from1: [],
      to1: [],
      to2: ['not_sent', 'not_sent', 'answered'],
    });
    await clock.finish(chat.broadcast(toAll));
    await clock.finish(chat.drain());
    const [missing] = await Array.fromAsync(chat.takeMissing());
    if (!missing) throw new Error('nothing is missing');
    expect(await thrown(clock.finish(chat.writeMissing(toAll, missing)))).toMatchObject({ code: 'network' });
    expect(chat.report().stages[0]?.other?.writtenLater).toBe(0);
    await clock.finish(chat.writeMissing(toAll, JSON.parse(JSON.stringify(missing))));
    expect(posted()).toEqual(['from1 1', 'to1 1', 'to2 1']);
    expect(chat.report().stages[0]?.other?.writtenLater).toBe(1);
    for (const missingAt of [[], 'to2', [7]] as never[]) {
      expect(await thrown(chat.writeMissing(toAll, { ...missing, missingAt }))).toMatchObject({
        field: 'missing.missingAt',
      });
    }
  });
});

test('a broadcast that some of the authority took is copied, and the report shows that the two differ', async () => {
  const { chat, clock, posted } = regions({ from1: [], from2: ['not_sent'], to1: [] });
  const { results, failed } = await clock.finish(chat.broadcast(toAll));
  expect([results.map(({ via }) => via), failed]).toMatchObject([['from1'], [{ via: 'from2' }]]);
  await clock.finish(chat.drain());
  expect(posted()).toEqual(['from1 1', 'to1 1']);
  const [row] = chat.report().stages;
  expect(row?.authority).toMatchObject({ accepted: 1, failed: 0, problems: { network: 1 } });
  expect(row?.other?.mismatches).toMatchObject([{ authority: 'network', other: 'accepted', count: 1 }]);
});

test('a broadcast that moved to another vendor is there, on either side', async () => {
  const { chat, clock, posted } = regions(
    { from1: ['not_sent'], from2: [], to1: ['not_sent'], to2: [] },
    { from: 'failover', to: 'failover' },
  );
  const { failed } = await clock.finish(chat.broadcast(toAll));
  expect(failed).toMatchObject([{ via: 'from1', movedTo: 'from2' }]);
  await clock.finish(chat.drain());
  expect(posted()).toEqual(['from2 1', 'to2 1']);
  expect(chat.report()).toMatchObject({ missing: 0, stages: [{ other: { accepted: 1, agreed: 1 } }] });
});

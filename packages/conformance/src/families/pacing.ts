import assert from 'node:assert/strict';
import { type Chat, createChat, createMemoryPacer, type HttpReply } from '@polychat/core';
import { family } from '../check.ts';
import { everyVendorCall } from '../every-call.ts';
import { ann, bob, carol, crowd } from '../people.ts';
import { text } from '../samples.ts';
import { reaches } from '../support.ts';
import type { Trial } from '../trial.ts';
import type { VendorLimit } from '../vendor-double.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { type Arrival, Watcher } from '../watcher.ts';

const message = { from: ann, content: text };
const aMonth = 30 * 86_400_000;
/** So that a check ends, whatever a vendor allows. */
const most = { calls: 700, items: 25_000 };

function unitsOf({ counts }: VendorLimit, { recipients }: Arrival): number {
  return counts === 'calls' ? 1 : recipients.length;
}

/** The arrivals that the vendor counts together: all of them, or those for each recipient. */
function counters(
  { per = 'app', endpoints }: VendorLimit,
  arrivals: readonly Arrival[],
): readonly Arrival[][] {
  const counted = arrivals.filter(({ endpoint }) => endpoints.includes(endpoint));
  if (per === 'app') return [counted];
  const each = counted.flatMap((arrival) =>
    arrival.recipients.map((recipient) => ({ ...arrival, recipients: [recipient] })),
  );
  return [...Map.groupBy(each, ({ recipients }) => recipients[0]).values()];
}

/** The most units that ever fell into one window. */
function peak(limit: VendorLimit, arrivals: readonly Arrival[]): number {
  let highest = 0;
  let inWindow = 0;
  let oldest = 0;
  for (const arrival of arrivals) {
    inWindow += unitsOf(limit, arrival);
    for (let first = arrivals[oldest]; first && first.at <= arrival.at - limit.windowMs; ) {
      inWindow -= unitsOf(limit, first);
      oldest += 1;
      first = arrivals[oldest];
    }
    highest = Math.max(highest, inWindow);
  }
  return highest;
}

function sum(limit: VendorLimit, arrivals: readonly Arrival[]): number {
  return arrivals.reduce((total, arrival) => total + unitsOf(limit, arrival), 0);
}

/** More than fits into one window, of every kind of traffic there is. */
function traffic(trial: Trial): readonly ((chat: Chat) => Promise<unknown>)[] {
  const { adapter, double } = trial;
  const highest = (counts: VendorLimit['counts'], per: VendorLimit['per'] = 'app') =>
    Math.max(
      1,
      ...double.limits
        .filter((limit) => limit.counts === counts && (limit.per ?? 'app') === per)
        .map(({ capacity }) => capacity),
    );
  const calls = Math.min(most.calls, Math.ceil(highest('calls') * 1.5));
  const toOne = Math.min(most.calls, Math.ceil(highest('calls', 'recipient') * 3));
  const itemsFor = (maxItems: number) =>
    Math.min(most.items, Math.ceil(Math.max(highest('recipients'), calls * maxItems) * 1.2));
  const times = (run: (index: number) => Promise<unknown>, count = calls) =>
    Promise.allSettled(Array.from({ length: count }, (_, index) => run(index)));
  const users = adapter.plan.users && trial.planUsers();
  return [
    (chat) => times((index) => chat.sendDirect({ ...message, to: `${bob}${index}` })),
    (chat) => times((index) => chat.sendDirect({ ...message, to: [`${bob}${index}`, `${carol}${index}`] })),
    (chat) => times(() => chat.sendDirect({ ...message, to: bob }), toOne),
    async (chat) => {
      const to = crowd(itemsFor(trial.planDirect(message).maxItems));
      for await (const _ of chat.deliver(message, to));
    },
    async (chat) => {
      if (!users) return;
      await times((index) => chat.registerUsers([{ userId: `${bob}${index}` }]));
      const many = crowd(itemsFor(users.maxItems)).map((userId) => ({ userId }));
      await chat.registerUsers(many).catch(() => {});
    },
    async (chat) => {
      if (!reaches(adapter.capabilities, 'online')) return;
      await times(() => chat.broadcast({ ...message, audience: 'online' }));
    },
  ];
}

/** What the double answers who asks for a token. */
async function grantOf(trial: Trial): Promise<HttpReply | undefined> {
  const { session } = trial.adapter;
  return session && trial.attempt(session.call(trial.context(1)));
}

/** The vendor's ceilings hold as the vendor sees them. */
export const pacing = family('pacing', {
  'the vendor never sees more calls or recipients than its limits allow': async (trial) => {
    const grant = await grantOf(trial);
    const clock = new VirtualClock(trial.double.now());
    const watcher = new Watcher(clock, grant);
    const chat = createChat(watcher.watch(trial.adapter), {
      transport: watcher,
      clock,
      pacer: createMemoryPacer({ clock }),
      retry: { maxAttempts: 1 },
      deadlineMs: aMonth,
      maxRecipients: most.items,
    });
    for (const run of traffic(trial)) await clock.run(run(chat));
    for (const limit of trial.double.limits) {
      const { endpoints, capacity, windowMs, counts, per = 'app' } = limit;
      const what = `${endpoints.join(', ')}: ${capacity} ${counts} in ${windowMs} ms for each ${per}`;
      const counted = counters(limit, watcher.arrivals);
      const total = Math.max(0, ...counted.map((arrivals) => sum(limit, arrivals)));
      assert.ok(total > capacity, `${what}: the limit was not put to the test, with ${total} in all`);
      const highest = Math.max(...counted.map((arrivals) => peak(limit, arrivals)));
      assert.ok(highest <= capacity, `${what}: the vendor saw ${highest}`);
    }
  },

  'every call says what it uses of the declared limits': (trial) => {
    const { adapter } = trial;
    const calls = [...everyVendorCall(trial, message), trial.directCall(message, crowd(50)).call];
    for (const { endpoint, costs } of calls) {
      assert.ok(costs.length > 0, `${endpoint} uses no limit`);
      for (const { limit, units, key } of costs) {
        const declared = adapter.limits.find(({ name }) => name === limit.name);
        assert.deepEqual(limit, declared, `${endpoint} uses a limit that the adapter does not declare`);
        assert.ok(units > 0 && Number.isFinite(units), `${endpoint} uses ${units} of ${limit.name}`);
        assert.ok(key === undefined || key !== '', `${endpoint} uses ${limit.name} of nobody`);
      }
    }
  },
});

import assert from 'node:assert/strict';
import { type Chat, createChat, createMemoryPacer, type HttpReply } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { counters, isFull, peak, sum } from '../ceilings.ts';
import { family } from '../check.ts';
import { conversationKinds } from '../conversation-kind.ts';
import { Destination } from '../conversations/destination.ts';
import { audienceMessages, everyVendorCall } from '../every-call.ts';
import type { Trial } from '../trial.ts';
import type { VendorLimit } from '../vendor-double.ts';
import { type Arrival, Watcher } from '../watcher.ts';

const aMonth = 30 * 86_400_000;
/** So that a check ends, whatever a vendor allows. */
const most = { calls: 700, items: 25_000, senders: 20 };

/** Sends of one kind, more than one window has capacity for. */
interface Traffic {
  readonly what: string;
  /** All of it is offered at once, so that only a limit can hold it back. */
  readonly isAtOnce: boolean;
  run(chat: Chat): Promise<unknown>;
}

/** What the vendor saw of it. */
interface Seen {
  readonly traffic: Traffic;
  readonly startMs: number;
  readonly arrivals: readonly Arrival[];
}

/** Every kind of traffic that there is. */
function everyTraffic(trial: Trial): readonly Traffic[] {
  const { adapter, double, message } = trial;
  const broadcasts = audienceMessages(trial, message);
  // What is counted in calls and no traffic here reaches, such as a million a day, must not make all of it longer.
  const mostCalls = most.calls * Math.max(2, broadcasts.length);
  const highest = (counts: VendorLimit['counts'], per: VendorLimit['per'] = 'app') =>
    Math.max(
      1,
      ...double.limits
        .filter((limit) => limit.counts === counts && (limit.per ?? 'app') === per)
        .map(({ capacity }) => capacity)
        .filter((capacity) => counts === 'recipients' || capacity <= mostCalls),
    );
  const calls = Math.min(most.calls, Math.ceil(highest('calls') * 1.5));
  const perUser = Math.min(
    most.calls,
    Math.ceil(3 * Math.max(highest('calls', 'recipient'), highest('calls', 'sender'))),
  );
  const perConversation = Math.min(most.calls, Math.ceil(3 * highest('calls', 'conversation')));
  const itemsFor = (maxItems: number) =>
    Math.min(most.items, Math.ceil(Math.max(highest('recipients'), calls * maxItems) * 1.2));
  const atOnce = (what: string, count: number, send: (chat: Chat, index: number) => Promise<unknown>) => ({
    what,
    isAtOnce: true,
    run: (chat: Chat) => Promise.allSettled(Array.from({ length: count }, (_, index) => send(chat, index))),
  });
  const user = (name: string, index: number) => trial.userId(`${name}${index}`);
  return [
    atOnce('messages to one each', calls, (chat, index) =>
      chat.sendDirect({ ...message, to: user('bob', index) }),
    ),
    atOnce('messages to two each', calls, (chat, index) =>
      chat.sendDirect({ ...message, to: [user('bob', index), user('carol', index)] }),
    ),
    atOnce('messages to the same user', perUser, (chat) => chat.sendDirect({ ...message, to: trial.bob })),
    atOnce('messages of many senders', calls, (chat, index) =>
      chat.sendDirect({ ...message, from: user('ann', index % most.senders), to: user('bob', index) }),
    ),
    {
      what: 'a message to many',
      isAtOnce: false,
      async run(chat) {
        const to = trial.crowd(itemsFor(trial.planDirect(message).maxItems));
        for await (const _ of chat.deliver(message, to));
      },
    },
    ...(adapter.plan.users
      ? [
          atOnce('registrations of one each', calls, (chat, index) =>
            chat.registerUsers([{ userId: user('bob', index) }]),
          ),
          {
            what: 'a registration of many',
            isAtOnce: false,
            async run(chat: Chat) {
              const count = Math.min(itemsFor(trial.planUsers().maxItems), most.items);
              await chat.registerUsers(trial.crowd(count).map((userId) => ({ userId }))).catch(() => {});
            },
          },
        ]
      : []),
    ...broadcasts.map((broadcast) =>
      atOnce(`broadcasts to ${broadcast.audience}`, calls, (chat) => chat.broadcast(broadcast)),
    ),
    ...conversationKinds
      .filter((kind) => adapter.plan[kind] !== undefined)
      .flatMap((kind) => [
        atOnce(`messages to many ${kind}s`, calls, (chat, index) =>
          new Destination(trial, kind, trial.conversationId(kind, `team${index}`)).send({}, {}, chat),
        ),
        atOnce(`messages of many senders to one ${kind}`, perConversation, (chat, index) =>
          new Destination(trial, kind).send({ from: user('ann', index % most.senders) }, {}, chat),
        ),
      ]),
    ...(broadcasts.length > 1
      ? [
          atOnce('broadcasts to all audiences', calls * broadcasts.length, (chat, index) =>
            chat.broadcast(broadcasts[index % broadcasts.length] ?? { ...message, audience: 'online' }),
          ),
        ]
      : []),
  ];
}

/** What the double answers who asks for a token. */
async function grantOf(trial: Trial): Promise<HttpReply | undefined> {
  const { session } = trial.adapter;
  return session && trial.attempt(session.call(trial.context(1)));
}

/** Lets every kind of traffic go, each with a chat of its own, and looks at it with the vendor's eyes. */
async function watchEverything(trial: Trial): Promise<readonly Seen[]> {
  const grant = await grantOf(trial);
  const seen: Seen[] = [];
  for (const traffic of everyTraffic(trial)) {
    const startMs = trial.double.now();
    const clock = new SimulatedClock(startMs);
    const watcher = new Watcher(clock, grant);
    const chat = createChat(watcher.watch(trial.adapter), {
      transport: watcher,
      clock,
      pacer: createMemoryPacer({ clock }),
      retry: { maxAttempts: 1 },
      deadlineMs: aMonth,
      maxRecipients: most.items,
    });
    await clock.finish(traffic.run(chat), aMonth);
    seen.push({ traffic, startMs, arrivals: watcher.arrivals });
  }
  return seen;
}

function nameOf({ endpoints, capacity, windowMs, counts, per = 'app', audiences }: VendorLimit): string {
  const to = audiences ? ` to ${audiences.join(', ')}` : '';
  return `${endpoints.join(', ')}${to}: ${capacity} ${counts} in ${windowMs} ms for each ${per}`;
}

/** Whether a limit holds the requests of an endpoint back, in some traffic. */
const isOver = (limit: VendorLimit, arrivals: readonly Arrival[]) =>
  counters(limit, arrivals).some((counted) => sum(limit, counted) > limit.capacity);

/** The vendor's ceilings hold as the vendor sees them, and are reached. */
export const pacing = family('pacing', {
  'the vendor never sees more calls or recipients than its limits allow': async (trial) => {
    const seen = await watchEverything(trial);
    for (const limit of trial.double.limits) {
      const highest = Math.max(
        0,
        ...seen.flatMap(({ arrivals }) => counters(limit, arrivals).map((counted) => peak(limit, counted))),
      );
      assert.ok(highest <= limit.capacity, `${nameOf(limit)}: the vendor saw ${highest}`);
      if (seen.some(({ arrivals }) => isOver(limit, arrivals))) continue;
      trial.untested.push(`a limit that the traffic of the kit does not reach: ${nameOf(limit)}`);
    }
  },

  'nothing is slower than the limits of the vendor make it': async (trial) => {
    for (const { traffic, startMs, arrivals } of await watchEverything(trial)) {
      if (!traffic.isAtOnce) continue;
      for (const [kind, ofKind] of Map.groupBy(
        arrivals,
        ({ endpoint, audience = '' }) => `${endpoint} ${audience}`,
      )) {
        const { endpoint, audience } = ofKind[0] ?? {};
        const limits = trial.double.limits.filter(
          ({ endpoints, audiences }) =>
            endpoint !== undefined &&
            endpoints.includes(endpoint) &&
            (!audiences || (audience !== undefined && audiences.includes(audience))),
        );
        if (!limits.some((limit) => isOver(limit, arrivals))) continue;
        assert.ok(
          limits.some((limit) =>
            counters(limit, arrivals).some((counted) => isFull(limit, counted, startMs)),
          ),
          `${traffic.what}: ${kind.trim()} waits although none of the vendor's limits is used up`,
        );
      }
    }
  },

  'every call says what it uses of the declared limits': (trial) => {
    const { adapter } = trial;
    const calls = [
      ...everyVendorCall(trial, trial.message),
      trial.directCall(trial.message, trial.crowd(50)).call,
    ];
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

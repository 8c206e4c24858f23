import assert from 'node:assert/strict';
import {
  type Chat,
  createChat,
  createMemoryPacer,
  type HttpReply,
  type HttpRequest,
  type Transport,
} from '@polychat/core';
import type { ChatAdapter, ListPlan, VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { ann, bob, carol, crowd } from '../people.ts';
import { text } from '../samples.ts';
import { createRandom } from '../seeded-random.ts';
import type { Trial } from '../trial.ts';
import type { VendorLimit } from '../vendor-double.ts';
import { VirtualClock } from '../virtual-clock.ts';

const message = { from: ann, content: text };
const aMonth = 30 * 86_400_000;
/** A network that is fast at times and slow at others. */
const slowestMs = 120;
/** So that a check ends, whatever a vendor allows. */
const most = { calls: 700, items: 25_000 };

interface Arrival {
  readonly at: number;
  readonly endpoint: string;
  readonly recipients: number;
}

/** A vendor without memory, that only looks at its watch. It knows a call by its body. */
class Watcher implements Transport {
  readonly arrivals: Arrival[] = [];
  readonly #clock: VirtualClock;
  readonly #random = createRandom(7);
  readonly #calls = new Map<string, VendorCall>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The same adapter, whose calls are known here. */
  watch(adapter: ChatAdapter): ChatAdapter {
    const seen = (call: VendorCall): VendorCall => {
      this.#calls.set(call.body(), call);
      return call;
    };
    const watched = <Plan extends ListPlan<Item>, Item>(plan: Plan & ListPlan<Item>): Plan => ({
      ...plan,
      next: (pending: readonly Item[]) => {
        const slice = plan.next(pending);
        if (slice.call) seen(slice.call);
        return slice;
      },
    });
    return {
      ...adapter,
      planDirect: (checked, context) => watched(adapter.planDirect(checked, context)),
      planUsers: (context) => watched(adapter.planUsers(context)),
      planBroadcast: (checked, context) => {
        const plan = adapter.planBroadcast(checked, context);
        return { ...plan, call: () => seen(plan.call()) };
      },
    };
  }

  async send({ body }: HttpRequest): Promise<HttpReply> {
    await this.#delay();
    const call = this.#calls.get(body);
    assert.ok(call, 'a request has another body than its call');
    const { endpoint, recipients } = call;
    this.arrivals.push({ at: this.#clock.now(), endpoint, recipients: recipients.length });
    await this.#delay();
    return { status: 502, text: '' };
  }

  #delay(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.schedule(resolve, this.#random() % slowestMs);
    });
  }
}

function unitsOf({ counts }: VendorLimit, { recipients }: Arrival): number {
  return counts === 'calls' ? 1 : recipients;
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

/** More than fits into one window, of every kind of traffic there is. */
function traffic(trial: Trial): readonly ((chat: Chat) => Promise<unknown>)[] {
  const { adapter, double, context } = trial;
  const highest = (counts: VendorLimit['counts']) =>
    Math.max(1, ...double.limits.filter((limit) => limit.counts === counts).map(({ capacity }) => capacity));
  const calls = Math.min(most.calls, Math.ceil(highest('calls') * 1.5));
  const itemsFor = (maxItems: number) =>
    Math.min(most.items, Math.ceil(Math.max(highest('recipients'), calls * maxItems) * 1.2));
  const { maxItems } = adapter.planUsers(context);
  const times = (run: (index: number) => Promise<unknown>) =>
    Promise.allSettled(Array.from({ length: calls }, (_, index) => run(index)));
  return [
    (chat) => times((index) => chat.sendDirect({ ...message, to: `${bob}${index}` })),
    (chat) => times((index) => chat.sendDirect({ ...message, to: [`${bob}${index}`, `${carol}${index}`] })),
    async (chat) => {
      const to = crowd(itemsFor(trial.planDirect(message).maxItems));
      for await (const _ of chat.deliver(message, to));
    },
    (chat) => times((index) => chat.registerUsers([{ userId: `${bob}${index}` }])),
    (chat) => chat.registerUsers(crowd(itemsFor(maxItems)).map((userId) => ({ userId }))).catch(() => {}),
    (chat) =>
      adapter.capabilities.broadcast.audiences.online === 'yes'
        ? times(() => chat.broadcast({ ...message, audience: 'online' }))
        : Promise.resolve(),
  ];
}

/** The vendor's ceilings hold as the vendor sees them. */
export const pacing = family('pacing', {
  'the vendor never sees more calls or recipients than its limits allow': async (trial) => {
    const clock = new VirtualClock(trial.double.now());
    const watcher = new Watcher(clock);
    const chat = createChat(watcher.watch(trial.adapter), {
      transport: watcher,
      clock,
      pacer: createMemoryPacer(clock),
      retry: { maxAttempts: 1 },
      deadlineMs: aMonth,
      maxRecipients: most.items,
    });
    for (const run of traffic(trial)) await clock.run(run(chat));
    for (const limit of trial.double.limits) {
      const what = `${limit.endpoints.join(', ')}: ${limit.capacity} ${limit.counts} in ${limit.windowMs} ms`;
      const arrivals = watcher.arrivals.filter(({ endpoint }) => limit.endpoints.includes(endpoint));
      const total = arrivals.reduce((sum, arrival) => sum + unitsOf(limit, arrival), 0);
      assert.ok(total > limit.capacity, `${what}: the limit was not put to the test, with ${total} in all`);
      const highest = peak(limit, arrivals);
      assert.ok(highest <= limit.capacity, `${what}: the vendor saw ${highest}`);
    }
  },

  'every call says what it uses of the declared limits': (trial) => {
    const { adapter } = trial;
    const { broadcast } = adapter.capabilities;
    const calls = [
      trial.directCall(message, [bob]),
      trial.directCall(message, crowd(50)),
      trial.usersCall([{ userId: bob }]),
      ...(broadcast.audiences.online === 'yes'
        ? [trial.broadcastCall({ ...message, audience: 'online' as const })]
        : []),
    ];
    for (const { endpoint, costs } of calls) {
      assert.ok(costs.length > 0, `${endpoint} uses no limit`);
      for (const { limit, units } of costs) {
        const declared = adapter.limits.find(({ name }) => name === limit.name);
        assert.deepEqual(limit, declared, `${endpoint} uses a limit that the adapter does not declare`);
        assert.ok(units > 0 && Number.isFinite(units), `${endpoint} uses ${units} of ${limit.name}`);
      }
    }
  },
});

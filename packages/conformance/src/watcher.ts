import assert from 'node:assert/strict';
import type { Audience, HttpReply, HttpRequest, Transport } from '@polychat/core';
import type { AdapterPlans, ChatAdapter, ListPlan, SinglePlan, VendorCall } from '@polychat/core/adapter';
import type { SimulatedClock } from '@polychat/core/testing';
import { createRandom } from './seeded-random.ts';
import { withMembers } from './with-members.ts';

/** A network that is fast at times and slow at others. In milliseconds, one way. */
export const slowestMs = 120;

/** One request as it arrived at the vendor. */
export interface Arrival {
  readonly at: number;
  readonly endpoint: string;
  /** Whom it was for, as a reply would name them. Empty for one without a list. */
  readonly recipients: readonly string[];
  /** Whom it was from, as the vendor knows them. */
  readonly sender?: string;
  /** Whom a broadcast was for. */
  readonly audience?: Audience;
  /** The id of the group or the room that it was for. */
  readonly conversation?: string;
}

/** A call that can arrive. */
type Planned = Omit<Arrival, 'at' | 'endpoint'>;

/** How a request says which call it belongs to. */
const tag = 'x-conformance-call';

/** A vendor without memory, that only looks at its watch. It gives out tokens, and else nothing. */
export class Watcher implements Transport {
  readonly arrivals: Arrival[] = [];
  readonly #clock: SimulatedClock;
  readonly #grant: HttpReply | undefined;
  readonly #random = createRandom(7);
  readonly #calls: { readonly call: VendorCall<unknown>; readonly planned: Planned }[] = [];

  /** @param grant what the vendor answers who asks for a token */
  constructor(clock: SimulatedClock, grant?: HttpReply) {
    this.#clock = clock;
    this.#grant = grant;
  }

  /** The same adapter, whose calls are known here. */
  watch(adapter: ChatAdapter): ChatAdapter {
    const { direct, audience, group, room, users } = adapter.plan;
    const plan: AdapterPlans = {
      ...(direct && { direct: (...given) => this.#watchList(direct(...given)) }),
      ...(users && { users: (...given) => this.#watchList(users(...given)) }),
      ...(audience && {
        audience: (message, context) =>
          this.#watchSingle(audience(message, context), { audience: message.audience }),
      }),
      ...(group && {
        group: (message, context) =>
          this.#watchSingle(group(message, context), { conversation: message.groupId }),
      }),
      ...(room && {
        room: (message, context) =>
          this.#watchSingle(room(message, context), { conversation: message.roomId }),
      }),
    };
    const { session } = adapter;
    return withMembers(adapter, {
      plan,
      ...(session && {
        session: { call: (context) => this.#seen(session.call(context), { recipients: [] }) },
      }),
    });
  }

  async send({ headers }: HttpRequest): Promise<HttpReply> {
    await this.#delay();
    const known = this.#calls[Number(headers[tag])];
    assert.ok(known, 'a request belongs to no call');
    const { call, planned } = known;
    this.arrivals.push({ at: this.#clock.now(), endpoint: call.endpoint, ...planned });
    await this.#delay();
    if (call.purpose === 'session' && this.#grant) return this.#grant;
    return { status: 502, headers: {}, text: '' };
  }

  #watchList<Item, Value>(plan: ListPlan<Item, Value>): ListPlan<Item, Value> {
    return {
      ...plan,
      next: (pending) => {
        const batch = plan.next(pending);
        const planned = { recipients: batch.items.map(({ id }) => id), sender: plan.sender };
        return batch.call ? { ...batch, call: this.#seen(batch.call, planned) } : batch;
      },
    };
  }

  #watchSingle<Value>(
    plan: SinglePlan<Value>,
    destination: Pick<Arrival, 'audience' | 'conversation'>,
  ): SinglePlan<Value> {
    const { sender } = plan;
    return { ...plan, call: () => this.#seen(plan.call(), { recipients: [], sender, ...destination }) };
  }

  #seen<Result>(call: VendorCall<Result>, planned: Planned): VendorCall<Result> {
    const number = this.#calls.push({ call, planned }) - 1;
    return withMembers(call, {
      target: async (context) => {
        const target = await call.target(context);
        return { ...target, headers: { ...target.headers, [tag]: String(number) } };
      },
    });
  }

  #delay(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.schedule(resolve, this.#random() % slowestMs);
    });
  }
}

import type { PacedCost } from '@polychat/core';
import type { LeaseKind } from './paced-queue.ts';

/** How a lease ended, as the server is told. */
export interface Settlement {
  readonly id: string;
  readonly costs: readonly PacedCost[];
  /** When the call ends, by the monotonic clock. Absent: the vendor counted nothing. */
  readonly endsAt?: number;
  /** Counters that the vendor said are too fast. */
  readonly slowed: readonly string[];
}

/** Leases that one queue asks for. */
export interface Ask {
  readonly name: string;
  readonly costs: readonly PacedCost[];
  readonly turn: number;
  /** How many sends wait. */
  readonly weight: number;
  /** None: the queue waits no more. */
  readonly leases: readonly { readonly id: string; readonly kind: LeaseKind }[];
}

/** The scope's time with all that was ever cut off from it, as a client last saw it. */
export interface SeenTime {
  readonly epoch: string;
  readonly time: number;
  /** When that was, by the monotonic clock: no later than this. */
  readonly at: number;
}

/** Bounds that both sides use, in milliseconds. */
export const times = {
  /** How long before its moment a lease is handed out at most. */
  ahead: 250,
  /** Who waits and does not ask again by so much later than agreed waits no more. */
  grace: 100,
  /**
   * A step forward of the server's clock below this, and a round trip of at most the same, is not noticed: a call may
   * take as long on its way.
   */
  slack: 100,
  /** For how long a scope is remembered that nobody uses. */
  keep: 3_600_000,
} as const;

/** All that is said in one call of the script. */
export interface PacingCall {
  readonly settled: readonly Settlement[];
  readonly asks: readonly Ask[];
  readonly seen: SeenTime | undefined;
  /** A name that no other state of a scope has. */
  readonly fresh: string;
  /** How long calls of the script take, in milliseconds. */
  readonly roundTripMs: number;
  /** By when a lease must be handed to its call after its moment, in milliseconds. */
  readonly useWithinMs: number;
  readonly allowUnknownQuota: boolean;
  /** The part of every rate that may be used, above 0 and at most 1. */
  readonly share: number;
}

/** What one queue got. */
export interface AskAnswer {
  /** For each lease that was given, from the first on: in how many milliseconds it begins. */
  readonly waits: readonly number[];
  /** Why there are not more. */
  readonly reason: '' | 'full' | 'turn' | 'unknown';
  /** How long until the next one may be there, in milliseconds; of the limit of this cost. */
  readonly waitMs: number;
  readonly limitedBy: PacedCost | undefined;
  /** When to ask again, in milliseconds. */
  readonly retryMs: number;
  readonly turn: number;
}

export interface PacingAnswer {
  readonly epoch: string;
  readonly time: number;
  readonly asks: readonly AskAnswer[];
}

/** Which counters a call speaks of, each with its smallest capacity, and their numbers in the script. */
class CounterTable {
  readonly #numbers = new Map<string, number>();
  readonly limits: [capacity: number, windowMs: number, isQuota: 0 | 1][] = [];
  readonly #share: number;

  constructor(share: number) {
    this.#share = share;
  }

  get counters(): IterableIterator<string> {
    return this.#numbers.keys();
  }

  numberOf({ limit, counter }: PacedCost): number {
    const isQuota = limit.kind === 'quota';
    const capacity = isQuota ? limit.capacity : limit.capacity * this.#share;
    const known = this.#numbers.get(counter);
    if (known === undefined) {
      this.limits.push([capacity, limit.windowMs, isQuota ? 1 : 0]);
      this.#numbers.set(counter, this.limits.length);
      return this.limits.length;
    }
    const entry = this.limits[known - 1];
    if (entry && capacity < entry[0]) entry[0] = capacity;
    return known;
  }
}

/**
 * The keys and the arguments of the script. All keys of a scope have one hash tag, so that a cluster keeps them on one
 * server. The first argument is empty: the script takes its server's time.
 */
export function encodeCall(
  prefix: string,
  scope: string,
  call: PacingCall,
  now: number,
): { readonly keys: string[]; readonly args: string[] } {
  const table = new CounterTable(call.share);
  const settled = call.settled.map(({ id, costs, endsAt, slowed }) => [
    id,
    costs.map((cost) => [table.numberOf(cost), cost.units]),
    endsAt === undefined ? null : endsAt - now,
    costs.flatMap((cost) => (slowed.includes(cost.counter) ? [table.numberOf(cost)] : [])),
  ]);
  const asks = call.asks.map(({ name, costs, turn, weight, leases }) => ({
    name,
    turn,
    weight: Math.max(1, weight),
    counters: costs.map((cost) => table.numberOf(cost)),
    hold: Math.max(0, ...leases.map(({ kind }) => kind.holdMs)),
    leases: leases.map(({ id, kind }) => [id, ...kind.costs.map(({ units }) => units)]),
  }));
  const { seen } = call;
  const request = {
    fresh: call.fresh,
    ...(seen && { epoch: seen.epoch, from: seen.time, seen: seen.time + (now - seen.at) }),
    slack: times.slack + Math.min(times.slack, call.roundTripMs),
    ahead: times.ahead,
    grace: times.grace,
    keep: times.keep,
    useWithin: call.useWithinMs,
    allowUnknownQuota: call.allowUnknownQuota,
    counters: table.limits,
    settled,
    asks,
  };
  const base = `${prefix}:{${encodeURIComponent(scope)}}:`;
  const keys = [`${base}state`, `${base}waiting`, `${base}quota`];
  for (const counter of table.counters) {
    const name = encodeURIComponent(counter);
    keys.push(`${base}used:${name}`, `${base}turns:${name}`);
  }
  return { keys, args: ['', JSON.stringify(request)] };
}

/** Reads the script's answer. Throws where it is none. */
export function decodeAnswer(reply: unknown, asks: readonly Ask[]): PacingAnswer {
  if (!Array.isArray(reply) || reply.length !== 2 + asks.length)
    throw new Error('no answer of the pacing script');
  const [epoch, time, ...answers] = reply.map(String);
  return {
    epoch: epoch ?? '',
    time: Number(time),
    asks: answers.map((answer, index) => decodeAsk(answer, asks[index])),
  };
}

function decodeAsk(answer: string, ask: Ask | undefined): AskAnswer {
  const [waits = '', reason = '', waitMs, limit, retryMs, turn] = answer.split(';');
  return {
    waits: waits === '' ? [] : waits.split(',').map(Number),
    reason: reason as AskAnswer['reason'],
    waitMs: Number(waitMs),
    limitedBy: ask?.costs[Number(limit) - 1],
    retryMs: Number(retryMs),
    turn: Number(turn),
  };
}

import type { Clock } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { Redis } from 'ioredis';
import { ioredis, type RedisConnection } from '../index.ts';
import type { RedisServer } from './redis-server.ts';

/** How long a command takes on its way there and back, in milliseconds; drawn for each. */
export type Latency = () => { readonly there: number; readonly back: number };

const atOnce: Latency = () => ({ there: 0, back: 0 });

/**
 * A real Redis on a clock that stands still: the script takes its time from the simulated clock, and commands take as
 * long on their way as a test says. Time moves on only when the server has answered everything.
 */
export class SimulatedSite {
  readonly clock: StepClock;
  /** By how much the server's clock was set, in milliseconds. */
  serverSetBy = 0;
  isReachable = true;
  commands = 0;
  readonly redis: Redis;
  readonly #raw: RedisConnection;
  #underWay = 0;

  constructor(server: RedisServer) {
    this.clock = new StepClock();
    this.redis = new Redis(server.url);
    this.#raw = ioredis(this.redis);
  }

  /** A connection to the server, as one process has it. */
  connect(latency: Latency = atOnce): RedisConnection {
    return {
      send: async (command) => {
        const { there, back } = latency();
        await this.#pass(there);
        if (!this.isReachable) throw new Error('no route to the server');
        this.commands += 1;
        const reply = await this.#ask(command);
        await this.#pass(back);
        if (!this.isReachable) throw new Error('no route to the server');
        return reply;
      },
    };
  }

  /** Moves the clock on, timer by timer, and lets the server answer meanwhile. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.clock.monotonic() + milliseconds;
    await this.#quiet();
    for (let next = this.clock.next; next !== undefined && next <= end; next = this.clock.next) {
      await this.clock.advance(Math.max(0, next - this.clock.monotonic()));
      await this.#quiet();
    }
    await this.clock.advance(end - this.clock.monotonic());
    await this.#quiet();
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  async #ask(command: readonly [string, ...string[]]): Promise<unknown> {
    this.#underWay += 1;
    try {
      return await this.#raw.send(this.#withTime(command));
    } finally {
      this.#underWay -= 1;
    }
  }

  /** The first argument of the pacing script is the time. */
  #withTime(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
    const [name, script = '', keys = '0', ...rest] = command;
    const args = [...rest];
    args[Number(keys)] = String(this.clock.now() + this.serverSetBy);
    return [name, script, keys, ...args];
  }

  #pass(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.clock.schedule(resolve, milliseconds);
    });
  }

  /** Waits until nothing is at the server, and what follows from its answers has happened. */
  async #quiet(): Promise<void> {
    for (let turns = 0; turns < 4; turns += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#underWay > 0) turns = -1;
    }
  }
}

/** A simulated clock that says when its next timer is due. */
class StepClock implements Clock {
  readonly #clock = new SimulatedClock();
  readonly #due = new Map<symbol, number>();

  /** By the monotonic clock. */
  get next(): number | undefined {
    let first: number | undefined;
    for (const at of this.#due.values()) if (first === undefined || at < first) first = at;
    return first;
  }

  get pending(): number {
    return this.#due.size;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const timer = Symbol();
    this.#due.set(timer, this.#clock.monotonic() + Math.max(0, delayMs));
    const cancel = this.#clock.schedule(() => {
      this.#due.delete(timer);
      callback();
    }, delayMs);
    return () => {
      this.#due.delete(timer);
      cancel();
    };
  }

  /** So many milliseconds pass and no timer runs, as in a process that was stopped. */
  stall(milliseconds: number): void {
    this.#clock.stall(milliseconds);
  }

  advance(milliseconds: number): Promise<void> {
    return this.#clock.advance(milliseconds);
  }
}

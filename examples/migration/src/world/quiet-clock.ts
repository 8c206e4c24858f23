import type { Clock } from '@polychat/core';
import type { Network } from './network.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * The time of the example. It stands still while somebody waits for the network, and jumps to the next timer when
 * nobody does. So weeks pass in a moment, a slow machine changes nothing, and the vendors' limits are kept all the same.
 */
export class QuietClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();
  readonly #network: Network;
  readonly #onMove: (milliseconds: number) => void;

  /** `onMove` tells others whose time must go along. */
  constructor(startsAt: number, network: Network, onMove: (milliseconds: number) => void) {
    this.#now = startsAt;
    this.#network = network;
    this.#onMove = onMove;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Resolves after so much time. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(resolve, milliseconds);
    });
  }

  /** Lets time pass until the promise has settled. */
  async finish<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await turns();
      if (isSettled) return promise;
      if (this.#network.isQuiet) this.#jump();
      else await this.#network.change();
    }
  }

  #jump(): void {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.at < next.at) next = timer;
    if (!next) throw new Error('everybody waits, and for nothing that will come');
    this.#timers.delete(next);
    this.#onMove(next.at - this.#now);
    this.#now = next.at;
    next.callback();
  }
}

/** Lets everything happen that needs neither time nor the network. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

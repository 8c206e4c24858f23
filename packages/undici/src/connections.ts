import type { Dispatcher } from 'undici';

/** What waits for a connection. */
export interface Waiting {
  /** Called with what carries the request, */
  start(dispatcher: Dispatcher): void;
  /** or where there will be nothing. */
  refuse(error: Error): void;
}

/**
 * The connections to one host. The one that came free last is taken first, so that those that are not needed end by
 * themselves. What finds none free waits, in the order in which it came; undici has a queue of its own, but what waits
 * there would open a connection also when its caller has given it up.
 */
export class Connections {
  readonly #make: () => Dispatcher;
  readonly #idle: Dispatcher[] = [];
  #left: number;
  readonly #waiting = new Set<Waiting>();

  /** @param make makes what carries one request at a time; called at most `size` times */
  constructor(make: () => Dispatcher, size: number) {
    this.#make = make;
    this.#left = size;
  }

  /** Starts it as soon as there is a connection for it, at once where one is free. */
  take(waiting: Waiting): void {
    const idle = this.#idle.pop();
    if (idle) {
      waiting.start(idle);
    } else if (this.#left > 0) {
      this.#left -= 1;
      waiting.start(this.#make());
    } else {
      this.#waiting.add(waiting);
    }
  }

  /** Takes one that waits out of the queue. */
  leave(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  /** Gives one back, to the one that has waited longest. */
  release(dispatcher: Dispatcher): void {
    for (const waiting of this.#waiting) {
      this.#waiting.delete(waiting);
      waiting.start(dispatcher);
      return;
    }
    this.#idle.push(dispatcher);
  }

  /** Takes all that wait out of the queue. */
  takeWaiting(): readonly Waiting[] {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    return waiting;
  }
}

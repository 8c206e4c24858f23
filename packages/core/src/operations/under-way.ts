import { type Clock, sleep } from '../ports/clock.ts';

/** The sends and streams that are under way, for who waits until there is none. */
export class UnderWay {
  #count = 0;
  #onIdle: (() => void)[] = [];

  get isIdle(): boolean {
    return this.#count === 0;
  }

  async track<T>(run: () => Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await run();
    } finally {
      this.#ended();
    }
  }

  /** A stream is under way from its first read to its end. */
  async *trackStream<T>(stream: AsyncGenerator<T>): AsyncGenerator<T> {
    this.#count += 1;
    try {
      yield* stream;
    } finally {
      this.#ended();
    }
  }

  /** Resolves when nothing is under way any more; with `withinMs` after so many milliseconds at the latest. */
  async whenIdle(clock: Clock, withinMs?: number): Promise<void> {
    if (this.isIdle) return;
    const idle = new Promise<void>((resolve) => {
      this.#onIdle.push(resolve);
    });
    if (withinMs === undefined) return idle;
    const over = new AbortController();
    await Promise.race([idle, sleep(clock, withinMs, over.signal)]);
    over.abort();
  }

  #ended(): void {
    this.#count -= 1;
    if (this.isIdle) for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}

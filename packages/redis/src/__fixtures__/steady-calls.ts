import type { Limit, Pacer } from '@polychat/core';

/** Calls of one app, as fast as a pacer lets them go. */
export class SteadyCalls {
  /** When each left, by the monotonic clock. */
  readonly times: number[] = [];
  /** The most that were under way at once. */
  mostUnderWay = 0;
  #underWay = 0;
  readonly #windowMs: number;
  readonly #pacer: Pacer;
  #isOver = false;

  constructor(
    pacer: Pacer,
    scope: string,
    {
      capacity,
      windowMs,
      lastsMs,
    }: { readonly capacity: number; readonly windowMs: number; readonly lastsMs: number },
  ) {
    this.#windowMs = windowMs;
    this.#pacer = pacer;
    const limit: Limit = {
      name: 'calls',
      capacity,
      windowMs,
      kind: 'rate',
      countedBy: 'app',
      source: 'test',
    };
    const costs = [{ limit, units: 1, counter: 'calls' }];
    const call = async () => {
      while (!this.#isOver) {
        const answer = await pacer.acquire({ scope, costs, sendId: 'send', holdMs: 2_000 });
        if (answer === 'aborted' || !('settle' in answer)) return;
        this.times.push(performance.now());
        this.#underWay += 1;
        this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay);
        await new Promise((resolve) => setTimeout(resolve, lastsMs));
        this.#underWay -= 1;
        answer.settle({ how: 'replied' });
      }
    };
    for (let place = 0; place < 2 * capacity; place += 1) void call();
  }

  /** Resolves when so many calls left after a moment. */
  async whenMade(count: number, after = 0): Promise<void> {
    while (this.times.filter((at) => at > after).length < count) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The most calls that left within any window. */
  mostInWindow(): number {
    let [most, first] = [0, 0];
    for (const [index, at] of this.times.entries()) {
      while ((this.times[first] ?? at) <= at - this.#windowMs) first += 1;
      most = Math.max(most, index - first + 1);
    }
    return most;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#pacer.close?.();
  }
}

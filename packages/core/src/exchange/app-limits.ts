import type { Cost, Limit, PacedCost } from '../ports/pacer.ts';

/** A limit as this process may use it, and the counter that its costs are added to. */
interface PacedLimit {
  readonly limit: Limit;
  readonly counter: string;
}

/** Whose limits they are. */
export interface LimitOwner {
  readonly vendor: string;
  readonly app: string;
  readonly host: string;
}

/** The limits of a chat's app, as a pacer is asked for them: this process's share of each. */
export class AppLimits {
  /** Names the app to a pacer. */
  readonly scope: string;
  /** The part of every limit that is this process's, 0 to 1. */
  readonly share: number;
  readonly #host: string;
  /** Worked out once for each limit, and not for each call. */
  readonly #paced = new WeakMap<Limit, PacedLimit>();

  constructor({ vendor, app, host }: LimitOwner, share: number) {
    this.scope = `${vendor} ${app}`;
    this.share = share;
    this.#host = host;
  }

  /**
   * The first cost that the whole limit has room for, and this process's share of it has not. Several processes that
   * let such a call go would together be above the limit.
   */
  tooLargeForShare(costs: readonly Cost[]): Cost | undefined {
    if (this.share === 1) return undefined;
    return costs.find(
      // 49 * (1 / 49) is a little less than 1.
      ({ limit, units }) => units <= limit.capacity && units > limit.capacity * this.share + 1e-9,
    );
  }

  /** What a call costs, by counter. */
  paced(costs: readonly Cost[]): readonly PacedCost[] {
    return costs.map(({ limit, units, key }) => {
      const paced = this.#pacedLimit(limit);
      const counter = key === undefined ? paced.counter : `${paced.counter}${key}`;
      return { limit: paced.limit, units, counter };
    });
  }

  #pacedLimit(limit: Limit): PacedLimit {
    let paced = this.#paced.get(limit);
    if (!paced) {
      paced = {
        limit: this.share === 1 ? limit : { ...limit, capacity: limit.capacity * this.share },
        // The key follows. None of these names holds a line break.
        counter: `${limit.name}\n${limit.countedBy === 'app' ? '' : this.#host}\n`,
      };
      this.#paced.set(limit, paced);
    }
    return paced;
  }
}

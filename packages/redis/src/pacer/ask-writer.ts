import type { PacedQueue, PacedWaiter } from './paced-queue.ts';
import type { Ask } from './pacing-call.ts';

/** So many leases are asked for at once: more than come free within the time that they are handed out ahead. */
const mostLeasesAtOnce = 100;

/** What a queue has to ask the server for. */
export class AskWriter {
  readonly #client: string;
  #leasesSoFar = 0;

  /** @param client names this client to the server: no two leases have the same id */
  constructor(client: string) {
    this.#client = client;
  }

  /** Leases for the calls that have none in hand; a word that it waits no more; or undefined where it has nothing to say. */
  askOf(queue: PacedQueue, now: number): Ask | undefined {
    if (queue.askAt > now) return this.farewellOf(queue);
    const leases: { readonly id: string; readonly kind: PacedWaiter['kind'] }[] = [];
    for (const { kind } of queue.missing()) {
      if (leases.length === mostLeasesAtOnce) break;
      this.#leasesSoFar += 1;
      leases.push({ id: `${this.#client}.${this.#leasesSoFar}`, kind });
    }
    if (leases.length === 0) return this.farewellOf(queue);
    const { name, costs, turn, waiting } = queue;
    return { name, costs, turn, weight: waiting.sends, leases };
  }

  /** Tells a server that counts the queue among those who wait that it does so no more. */
  farewellOf({ name, costs, turn, isRegistered, isMissingLeases }: PacedQueue): Ask | undefined {
    return isRegistered && !isMissingLeases ? { name, costs, turn, weight: 1, leases: [] } : undefined;
  }
}

import { median } from '../statistics.ts';
import { ChunkStore, type SimulatedChunk } from './chunk-store.ts';
import { FleetMeter } from './fleet-meter.ts';
import type { FleetFigures, FleetOptions } from './fleet-options.ts';
import { ceilingOf, FlowRates, type Slot } from './flow-rates.ts';
import { randomFrom } from './random.ts';

interface Worker {
  readonly number: number;
  readonly slots: Slot[];
  isAlive: boolean;
}

/** Nothing takes longer: a fleet that makes no progress is a fault of the model. */
const longestSeconds = 10_000_000;

/**
 * Sends all recipients of all apps, in simulated time. Between two events, such as the end of a chunk or the death of a
 * worker, all rates stay as they are, so that a hundred million recipients are some hundred thousand events. How fast an
 * app sends and what that costs Redis is what the real script showed for as many workers.
 */
export function runFleet(options: FleetOptions): FleetFigures {
  return new Fleet(options).run();
}

class Fleet {
  readonly #options: FleetOptions;
  readonly #store: ChunkStore;
  readonly #rates: FlowRates;
  readonly #meter: FleetMeter;
  readonly #random: () => number;
  readonly #workers: Worker[] = [];
  readonly #takeoverSeconds: number[] = [];
  /** By app, since when nobody sends for it. */
  readonly #restingSince: number[];
  #now = 0;
  #nextDeathAt: number;
  #deaths = 0;
  #callsMadeAgain = 0;
  #unconfirmed = 0;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#store = new ChunkStore(options.apps);
    this.#rates = new FlowRates(options);
    this.#meter = new FleetMeter(options);
    this.#random = randomFrom(options.seed);
    this.#restingSince = options.apps.map(() => Number.NEGATIVE_INFINITY);
    this.#nextDeathAt = options.deathEverySeconds;
    for (let number = 0; number < options.workers; number += 1) this.#begin();
  }

  run(): FleetFigures {
    while (!this.#store.isDone) {
      this.#claimAll();
      const slots = this.#workers.flatMap(({ slots: each }) => each);
      const flow = this.#rates.at(this.#now, slots);
      const next = Math.min(this.#nextDeathAt, ...slots.map((slot) => this.#endOf(slot)));
      if (!(next < longestSeconds)) throw new Error('the fleet stands still');
      this.#meter.pass(next - this.#now, flow, slots, this.#store);
      this.#now = Math.max(next, this.#now);
      if (this.#now >= this.#nextDeathAt) this.#killOne();
      for (const slot of slots)
        if (slot.chunk && isThrough(slot, slot.chunk, this.#now)) this.#finish(slot, slot.chunk);
    }
    return {
      ...this.#meter.figures(this.#now),
      takeovers: {
        deaths: this.#deaths,
        chunks: this.#takeoverSeconds.length,
        medianSeconds: median(this.#takeoverSeconds),
        mostSeconds: Math.max(0, ...this.#takeoverSeconds),
        callsMadeAgain: this.#callsMadeAgain,
        recipientsUnconfirmed: this.#unconfirmed,
        callsLost: this.#rates.callsLost,
      },
    };
  }

  #begin(): void {
    const { concurrency } = this.#options;
    const worker: Worker = {
      number: this.#workers.length,
      isAlive: true,
      slots: [],
    };
    for (let place = 0; place < concurrency; place += 1) {
      worker.slots.push({
        worker: worker.number,
        chunk: undefined,
        rate: 0,
        readyAt: this.#now,
        burstUntil: 0,
      });
    }
    this.#workers.push(worker);
  }

  /** Whoever looks into the store now gets the next chunk. */
  #claimAll(): void {
    const { pollMs } = this.#options;
    for (const { slots, isAlive } of this.#workers) {
      if (!isAlive) continue;
      for (const slot of slots) {
        if (slot.chunk || slot.readyAt > this.#now) continue;
        const answer = this.#store.claim(this.#now);
        if (answer.chunk) this.#take(slot, answer.chunk);
        else slot.readyAt = this.#now + Math.min(pollMs / 1_000, Math.max(0.001, answer.freeAt - this.#now));
      }
    }
  }

  #take(slot: Slot, chunk: SimulatedChunk): void {
    if (this.#placesOf(chunk.app) === 0) {
      // While nobody sent, units came free, up to a whole window's: they are used as fast as calls can be made.
      const kind = this.#rates.kindOf(chunk.app);
      const restedS = this.#now - (this.#restingSince[chunk.app] ?? 0);
      const calls = Math.min(kind.callsPerSecond, ceilingOf(kind) * restedS);
      const used = this.#meter.send(chunk, calls * kind.recipientsPerCall) / kind.recipientsPerCall;
      slot.burstUntil = this.#now + (used * kind.vendorMs) / 1_000 / this.#options.inFlight;
    }
    slot.chunk = chunk;
    if (chunk.diedAt === undefined) return;
    this.#takeoverSeconds.push(this.#now - chunk.diedAt);
    chunk.diedAt = undefined;
  }

  #leave(slot: Slot, { app }: SimulatedChunk): void {
    slot.chunk = undefined;
    if (this.#placesOf(app) === 0) this.#restingSince[app] = this.#now;
  }

  #placesOf(app: number): number {
    return this.#workers.reduce(
      (sum, { slots }) => sum + slots.filter(({ chunk }) => chunk?.app === app).length,
      0,
    );
  }

  #endOf({ chunk, rate, readyAt, burstUntil, worker }: Slot): number {
    if (!this.#workers[worker]?.isAlive) return Number.POSITIVE_INFINITY;
    if (!chunk) return readyAt;
    if (burstUntil > this.#now) return burstUntil;
    if (chunk.left < 0.5) return chunk.heldUntil ?? this.#now;
    return rate > 0 ? this.#now + Math.max(0.000_001, chunk.left / rate) : Number.POSITIVE_INFINITY;
  }

  /** The last replies come in, the chunk is settled, and the next is claimed. */
  #finish(slot: Slot, chunk: SimulatedChunk): void {
    const { costs } = this.#options;
    const kind = this.#rates.kindOf(chunk.app);
    this.#store.settle(chunk);
    this.#leave(slot, chunk);
    slot.readyAt = this.#now + (kind.vendorMs + 3 * costs.store.commitMs) / 1_000;
  }

  #killOne(): void {
    const {
      leaseMs,
      renewMs,
      attemptMs,
      deathEverySeconds,
      deaths = Number.POSITIVE_INFINITY,
    } = this.#options;
    this.#nextDeathAt += this.#deaths + 1 < deaths ? deathEverySeconds : Number.POSITIVE_INFINITY;
    const living = this.#workers.filter(({ isAlive }) => isAlive);
    const worker = living[Math.floor(this.#random() * living.length)];
    if (!worker) return;
    this.#deaths += 1;
    worker.isAlive = false;
    const renewedAgo = (this.#random() * renewMs) / 1_000;
    for (const app of new Set(worker.slots.flatMap(({ chunk }) => chunk?.app ?? []))) {
      const senders = living.filter(({ slots }) => slots.some(({ chunk }) => chunk?.app === app));
      this.#rates.loseLeases(app, senders.length, this.#now);
    }
    for (const slot of worker.slots) {
      const { chunk, rate } = slot;
      if (!chunk) continue;
      const kind = this.#rates.kindOf(chunk.app);
      const calls = (rate / kind.recipientsPerCall) * (kind.vendorMs / 1_000);
      if (kind.discardsCopies) this.#callsMadeAgain += calls;
      else this.#unconfirmed += Math.min(chunk.left, calls * kind.recipientsPerCall);
      chunk.diedAt = this.#now;
      chunk.heldUntil = this.#now + attemptMs / 1_000 + 0.5;
      this.#store.abandon(chunk, this.#now + leaseMs / 1_000 - renewedAgo);
      this.#leave(slot, chunk);
    }
    this.#begin();
  }
}

/** Everybody was sent to, and no begun call of a dead worker has to be left alone any longer. */
function isThrough({ burstUntil }: Slot, { left, heldUntil = 0 }: SimulatedChunk, now: number): boolean {
  return left < 0.5 && heldUntil <= now && burstUntil <= now;
}

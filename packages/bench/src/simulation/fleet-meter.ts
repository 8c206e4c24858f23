import type { ChunkStore, SimulatedChunk } from './chunk-store.ts';
import type { FleetFigures, FleetOptions } from './fleet-options.ts';
import { ceilingOf, type Flow, type Slot } from './flow-rates.ts';

type Measured = Omit<FleetFigures, 'takeovers'>;

/** Adds up what a fleet does. */
export class FleetMeter {
  readonly #options: FleetOptions;
  readonly #total: number;
  readonly #sentByApp: number[];
  #sent = 0;
  #roundTrips = 0;
  #mostRoundTrips = 0;
  #mostRedisCores = 0;
  #commits = 0;
  #mostStoreCores = 0;
  #longestWaitMs = 0;
  #mostBytes = 0;
  #busiestWorker = 0;
  #scarcest: Measured['bottleneck'];
  #appsMostToLeast: number | undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#total = options.apps.reduce((sum, { recipients }) => sum + recipients, 0);
    this.#sentByApp = options.apps.map(() => 0);
  }

  /** So many recipients of a chunk are sent to, as far as it has them. Returns how many it had. */
  send(chunk: SimulatedChunk, recipients: number): number {
    const sent = Math.min(chunk.left, recipients);
    chunk.left -= sent;
    this.#sent += sent;
    this.#sentByApp[chunk.app] = (this.#sentByApp[chunk.app] ?? 0) + sent;
    return sent;
  }

  /** So many seconds pass. */
  pass(seconds: number, flow: Flow, slots: readonly Slot[], store: ChunkStore): void {
    for (const slot of slots) {
      if (slot.chunk && slot.rate > 0) this.send(slot.chunk, slot.rate * seconds);
    }
    this.#roundTrips += flow.roundTripsPerSecond * seconds;
    this.#mostRoundTrips = Math.max(this.#mostRoundTrips, flow.roundTripsPerSecond);
    this.#mostRedisCores = Math.max(this.#mostRedisCores, flow.redisCores);
    this.#commits += flow.commitsPerSecond * seconds;
    this.#mostStoreCores = Math.max(this.#mostStoreCores, flow.storeCores);
    this.#longestWaitMs = Math.max(this.#longestWaitMs, flow.commitWaitMs);
    this.#busiestWorker = Math.max(this.#busiestWorker, flow.busiestWorker);
    for (const [name, wanted] of Object.entries(flow.wanted)) {
      if (wanted > (this.#scarcest?.wanted ?? 0)) this.#scarcest = { name, wanted };
    }
    if (this.#appsMostToLeast === undefined && this.#sent >= this.#total / 2)
      this.#appsMostToLeast = this.#compareApps();
    this.#mostBytes = Math.max(this.#mostBytes, this.#bytes(flow, store));
  }

  figures(finishSeconds: number): Measured {
    const { apps, kinds, costs } = this.#options;
    const ceilings = apps.map(({ kind }) => {
      const found = kinds.find(({ name }) => name === kind);
      return found ? ceilingOf(found) * found.recipientsPerCall : Number.NaN;
    });
    return {
      finishSeconds,
      ceilingSeconds: this.#total / ceilings.reduce((sum, each) => sum + each, 0),
      longestAppSeconds: Math.max(
        ...apps.map(({ recipients }, app) => recipients / (ceilings[app] ?? Number.NaN)),
      ),
      roundTrips: {
        mean: this.#roundTrips / finishSeconds,
        most: this.#mostRoundTrips,
        cores: this.#mostRedisCores,
      },
      store: {
        commitsPerSecond: this.#commits / finishSeconds,
        cores: this.#mostStoreCores,
        longestWaitMs: this.#longestWaitMs,
        mostBytes: this.#mostBytes,
        bytesAtEnd: this.#total * costs.bytes.settled,
      },
      busiestWorker: this.#busiestWorker,
      bottleneck: this.#scarcest,
      appsMostToLeast: this.#appsMostToLeast ?? Number.NaN,
    };
  }

  #bytes({ callsPerSecond, callsUnderWay }: Flow, store: ChunkStore): number {
    const { bytes, cleansUpEverySeconds } = this.#options.costs;
    const done = store.settledRecipients;
    const recipients =
      (this.#total - done) * bytes.waiting + done * bytes.settled + (this.#sent - done) * bytes.segment;
    return (
      recipients + callsUnderWay * bytes.intent + callsPerSecond * cleansUpEverySeconds * bytes.endedCall
    );
  }

  /** Of apps of one kind that are not done: the most that was sent, against the least. */
  #compareApps(): number {
    const { apps, kinds } = this.#options;
    const ratios = kinds.map(({ name }) => {
      const sent = this.#sentByApp.filter(
        (each, app) => apps[app]?.kind === name && each < (apps[app]?.recipients ?? 0) - 0.5,
      );
      return sent.length === 0 ? 1 : Math.max(...sent) / Math.min(...sent);
    });
    return Math.max(...ratios);
  }
}

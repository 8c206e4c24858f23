import type { FleetApp } from './fleet-options.ts';

/** A chunk that is not settled. */
export interface SimulatedChunk {
  /** The number of its app. */
  readonly app: number;
  readonly size: number;
  /** Recipients to whom nothing was sent yet. */
  left: number;
  /** When its worker died, until it is claimed again. */
  diedAt: number | undefined;
  /** Until when begun calls of a worker that died are left alone, in seconds. */
  heldUntil: number | undefined;
}

interface Campaign {
  readonly app: number;
  readonly chunkSize: number;
  notBegun: number;
  readonly abandoned: { readonly chunk: SimulatedChunk; readonly freeAt: number }[];
  claims: number;
}

/** Gives chunks by the rule that the campaign stores have: campaigns take turns; of one campaign the lowest number comes first. */
export class ChunkStore {
  readonly #campaigns: Campaign[];
  #claims = 0;
  #left: number;
  readonly #total: number;

  constructor(apps: readonly FleetApp[]) {
    this.#campaigns = apps.map(({ recipients, chunkSize }, app) => ({
      app,
      chunkSize,
      notBegun: recipients,
      abandoned: [],
      claims: 0,
    }));
    this.#left = apps.reduce((sum, { recipients }) => sum + recipients, 0);
    this.#total = this.#left;
  }

  get isDone(): boolean {
    return this.#left < 0.5;
  }

  /** Recipients whose chunks are settled. */
  get settledRecipients(): number {
    return this.#total - this.#left;
  }

  /** A chunk that is free; else when the next one is, infinite where nobody knows. */
  claim(now: number): { readonly chunk?: SimulatedChunk; readonly freeAt: number } {
    let first: Campaign | undefined;
    let freeAt = Number.POSITIVE_INFINITY;
    for (const campaign of this.#campaigns) {
      const next = campaign.abandoned[0];
      if (next && next.freeAt > now) freeAt = Math.min(freeAt, next.freeAt);
      const isFree = campaign.notBegun > 0 || (next && next.freeAt <= now);
      if (isFree && campaign.claims < (first?.claims ?? Number.POSITIVE_INFINITY)) first = campaign;
    }
    if (!first) return { freeAt };
    this.#claims += 1;
    first.claims = this.#claims;
    const left = first.abandoned[0];
    if (left && left.freeAt <= now) {
      first.abandoned.shift();
      return { chunk: left.chunk, freeAt: now };
    }
    const size = Math.min(first.chunkSize, first.notBegun);
    first.notBegun -= size;
    return {
      chunk: { app: first.app, size, left: size, diedAt: undefined, heldUntil: undefined },
      freeAt: now,
    };
  }

  settle({ size }: SimulatedChunk): void {
    this.#left -= size;
  }

  /** Its worker is not heard of any more; others get it when its lease has ended. */
  abandon(chunk: SimulatedChunk, freeAt: number): void {
    this.#campaigns[chunk.app]?.abandoned.push({ chunk, freeAt });
  }
}

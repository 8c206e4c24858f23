/** The calls of one chunk that were begun here: which positions they are for, and when they are through. */
export class BegunCalls {
  /** For each call, who of it has no outcome yet. */
  readonly #calls = new Map<string, Set<number>>();
  /** For each position, the calls that it is in. */
  readonly #callsOf = new Map<number, Set<string>>();
  readonly #begun: Uint8Array;

  constructor(count: number) {
    this.#begun = new Uint8Array(count);
  }

  add(callId: string, positions: readonly number[]): void {
    this.#calls.set(callId, new Set(positions));
    for (const position of positions) {
      this.#begun[position] = 1;
      const calls = this.#callsOf.get(position) ?? new Set();
      this.#callsOf.set(position, calls.add(callId));
    }
  }

  /** Whether a call for this position was ever begun. */
  has(position: number): boolean {
    return this.#begun[position] === 1;
  }

  /** This position is through. Returns the calls that are through with it. */
  end(position: number): readonly string[] {
    const ended: string[] = [];
    for (const callId of this.#callsOf.get(position) ?? []) {
      const left = this.#calls.get(callId);
      left?.delete(position);
      if (left?.size !== 0) continue;
      this.#calls.delete(callId);
      ended.push(callId);
    }
    this.#callsOf.delete(position);
    return ended;
  }
}

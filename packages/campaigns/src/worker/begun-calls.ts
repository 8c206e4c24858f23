/** The calls of one chunk that were begun here: which positions they are for, and when they are through. */
export class BegunCalls {
  /** For each call, how many of it have no outcome yet. */
  readonly #left = new Map<string, number>();
  /** For each position, the calls that it is in: one, but for those who are tried again in another call. */
  readonly #callsOf: (string | readonly string[] | undefined)[];
  readonly #begun: Uint8Array;
  /** For each position, whether the store has not said yet, or said too late, that its call may leave. */
  readonly #heldUp: Uint8Array;

  constructor(count: number) {
    this.#begun = new Uint8Array(count);
    this.#heldUp = new Uint8Array(count);
    this.#callsOf = new Array(count).fill(undefined);
  }

  /** The store is asked whether a call for these may leave. */
  ask(positions: readonly number[]): void {
    for (const position of positions) this.#heldUp[position] = 1;
  }

  /** It has answered while the call could still leave. */
  answered(positions: readonly number[]): void {
    for (const position of positions) this.#heldUp[position] = 0;
  }

  /** Whether it was the store that held up the last attempt. */
  isHeldUp(position: number): boolean {
    return this.#heldUp[position] === 1;
  }

  /** A call is begun, or once more: its attempts are for the same positions. */
  add(callId: string, positions: readonly number[]): void {
    if (this.#left.has(callId)) return;
    this.#left.set(callId, positions.length);
    for (const position of positions) {
      this.#begun[position] = 1;
      const calls = this.#callsOf[position];
      this.#callsOf[position] = calls === undefined ? callId : [calls, callId].flat();
    }
  }

  /** Whether a call for this position was ever begun. */
  has(position: number): boolean {
    return this.#begun[position] === 1;
  }

  /** This position is through. Returns the calls that are through with it. */
  end(position: number): readonly string[] {
    const calls = this.#callsOf[position];
    if (calls === undefined) return none;
    this.#callsOf[position] = undefined;
    if (typeof calls !== 'string') return calls.filter((callId) => this.#endIn(callId));
    return this.#endIn(calls) ? [calls] : none;
  }

  /** One more of this call is through. Whether it was the last. */
  #endIn(callId: string): boolean {
    const left = (this.#left.get(callId) ?? 0) - 1;
    if (left > 0) this.#left.set(callId, left);
    else this.#left.delete(callId);
    return left === 0;
  }
}

const none: readonly string[] = Object.freeze([]);

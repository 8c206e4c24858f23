/** What a vendor remembers of messages, to discard copies. */
export class CopyMemory<Remembered> {
  readonly #windowMs: number;
  readonly #first = new Map<string, { readonly at: number; readonly value: Remembered }>();

  /** @param windowMs for how long it remembers, in milliseconds; 0 = not at all */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** What was remembered of the first message with this name. Undefined for one that is no copy, or no longer known. */
  recall(name: string, now: number): Remembered | undefined {
    const first = this.#first.get(name);
    return first && now - first.at < this.#windowMs ? first.value : undefined;
  }

  remember(name: string, value: Remembered, now: number): void {
    this.#first.set(name, { at: now, value });
  }
}

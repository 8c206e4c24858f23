import { sizeOf } from './bounded/size-of.ts';

/** Adds up the sizes of objects. The messages of one send share their content, which takes its memory only once. */
export class SharedSizes {
  readonly #held = new Map<object, { readonly bytes: number; uses: number }>();
  #bytes = 0;

  /** The sum of all objects that are held, each counted once. */
  get bytes(): number {
    return this.#bytes;
  }

  hold(objects: readonly object[]): void {
    for (const object of objects) {
      const known = this.#held.get(object);
      if (known !== undefined) {
        known.uses += 1;
        continue;
      }
      const bytes = sizeOf(object);
      this.#held.set(object, { bytes, uses: 1 });
      this.#bytes += bytes;
    }
  }

  release(objects: readonly object[]): void {
    for (const object of objects) {
      const known = this.#held.get(object);
      if (known === undefined) continue;
      known.uses -= 1;
      if (known.uses > 0) continue;
      this.#held.delete(object);
      this.#bytes -= known.bytes;
    }
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }
}

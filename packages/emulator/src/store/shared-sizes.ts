import { sizeOf } from '../size-of.ts';

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
      const bytes = ownSizeOf(object);
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

/** Puts a value and all objects in it on the list: each of them may be shared without the others. */
export function gatherObjects(value: unknown, list: object[]): void {
  if (typeof value !== 'object' || value === null) return;
  list.push(value);
  // Loops rather than lists in between: this runs for every message.
  for (const name in value) gatherObjects(value[name as keyof typeof value], list);
}

/** Without the objects in it. */
function ownSizeOf(object: object): number {
  let bytes = sizeOf(undefined);
  for (const name in object) {
    const value: unknown = object[name as keyof typeof object];
    bytes += name.length;
    if (typeof value !== 'object') bytes += sizeOf(value);
  }
  return bytes;
}

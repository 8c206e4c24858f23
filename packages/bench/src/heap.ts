/** So many messages between two looks at the heap. A look costs little, and fewer looks would see more collections. */
const perLook = 20;

/** Collects all garbage. Throws without `--expose-gc`. */
export function collect(): void {
  if (!globalThis.gc) throw new Error('run it with --expose-gc');
  globalThis.gc();
}

/**
 * The bytes of heap that a message allocates. Between two collections the heap grows by just that; what was sent between
 * two looks of which the second found less is not counted. It asks for no collection: that would throw away compiled
 * code, too, and change what it measures.
 */
export async function measureHeap(send: () => Promise<unknown>, messages: number): Promise<number> {
  let allocated = 0;
  let counted = 0;
  for (let sent = 0; sent < messages; sent += perLook) {
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < perLook; index += 1) await send();
    const grown = process.memoryUsage().heapUsed - before;
    if (grown < 0) continue;
    allocated += grown;
    counted += perLook;
  }
  return allocated / counted;
}

/** One value after the other, and again from the beginning. */
export function inTurn<Value>(from: readonly Value[]): () => Value {
  let next = 0;
  return () => from[next++ % from.length] as Value;
}

/**
 * Makes a value at its first use and keeps it, such as a schema. What nobody uses then costs nothing when a module is
 * loaded, and a bundler leaves it out.
 *
 * @param make is called once at most
 */
/* @__NO_SIDE_EFFECTS__ */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

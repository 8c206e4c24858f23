/** Whether a value has a member at a path such as `push` or `vendor.pigeon.loft`. */
export function hasPath(value: unknown, path: string): boolean {
  const [first = '', ...others] = path.split('.');
  if (typeof value !== 'object' || value === null || !(first in value)) return false;
  return others.length === 0 || hasPath(Reflect.get(value, first), others.join('.'));
}

/** A copy of a message without its members at these paths. */
export function withoutPaths<Message extends object>(message: Message, paths: readonly string[]): Message {
  const copy = structuredClone(message);
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
      copy,
    );
    if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, last);
  }
  return copy;
}

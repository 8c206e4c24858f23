/** The paths at which two JSON values differ, such as `.MsgBody[0].Text`. */
export function differingPaths(one: unknown, other: unknown, path = ''): ReadonlySet<string> {
  if (!isContainer(one) || !isContainer(other) || Array.isArray(one) !== Array.isArray(other)) {
    return new Set(Object.is(one, other) ? [] : [path]);
  }
  const paths = new Set<string>();
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const member = Array.isArray(one) ? `${path}[${name}]` : `${path}.${name}`;
    for (const found of differingPaths(Reflect.get(one, name), Reflect.get(other, name), member)) {
      paths.add(found);
    }
  }
  return paths;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

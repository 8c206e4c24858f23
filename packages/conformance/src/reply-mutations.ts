const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e21,
  '',
  'x',
  '9007199254740993',
  [],
  {},
  [null],
  [[]],
];

/** A JSON text with one of its values replaced or taken away, for every value in it. Nothing for what is not JSON. */
export function mutatedReplies(text: string): readonly string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  return [...mutations(json)].map((changed) => JSON.stringify(changed));
}

function* mutations(value: unknown): Generator<unknown> {
  yield* odd;
  if (Array.isArray(value)) {
    yield [...value, ...value];
    for (const [index, item] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const changed of mutations(item)) yield value.with(index, changed);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Readonly<Record<string, unknown>>;
      yield rest;
      for (const changed of mutations(member)) yield { ...value, [name]: changed };
    }
  }
}

/** Members whose value is one of a list of names, for which a vendor has names of its own. */
const enumerated: readonly string[] = ['type', 'format'];

/** Every text and number in a content, as texts, but for those that a vendor has other names for. */
export function leavesOf(content: unknown): readonly string[] {
  return [...walk(content, false)];
}

/** Every text and number in a message as the vendor has it; also those in JSON that stands in a text. */
export function wireLeavesOf(message: unknown): ReadonlySet<string> {
  return new Set(walk(message, true));
}

function* walk(value: unknown, intoTexts: boolean): Generator<string> {
  if (typeof value === 'string') {
    yield value;
    if (intoTexts) yield* walk(structureIn(value), true);
  } else if (typeof value === 'number') {
    yield String(value);
  } else if (value instanceof Uint8Array) {
    yield Buffer.from(value).toString('base64');
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (intoTexts || !enumerated.includes(name)) yield* walk(member, intoTexts);
    }
  }
}

function structureIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

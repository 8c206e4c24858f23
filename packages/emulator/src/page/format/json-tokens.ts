/** A piece of laid-out JSON. */
export interface JsonToken {
  readonly kind: 'name' | 'text' | 'number' | 'word' | 'mark';
  readonly text: string;
}

const pattern = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/gy;

/**
 * Lays out JSON text without parsing it: numbers keep every digit, which `JSON.parse` would not.
 *
 * @returns `undefined` when the text is no JSON, so that it can be shown as it is
 */
export function layOutJson(text: string): readonly JsonToken[] | undefined {
  const raw = tokensOf(text);
  if (raw === undefined) return undefined;
  const tokens: JsonToken[] = [];
  let depth = 0;
  const newLine = () => tokens.push({ kind: 'mark', text: `\n${'  '.repeat(depth)}` });
  for (const [index, token] of raw.entries()) {
    const next = raw[index + 1];
    const isEmpty = (token === '{' && next === '}') || (token === '[' && next === ']');
    if (token === '{' || token === '[') {
      tokens.push({ kind: 'mark', text: token });
      depth += 1;
      if (!isEmpty) newLine();
    } else if (token === '}' || token === ']') {
      depth -= 1;
      const before = raw[index - 1];
      if (before !== '{' && before !== '[') newLine();
      tokens.push({ kind: 'mark', text: token });
    } else if (token === ',') {
      tokens.push({ kind: 'mark', text: ',' });
      newLine();
    } else if (token === ':') {
      tokens.push({ kind: 'mark', text: ': ' });
    } else {
      tokens.push({ kind: kindOf(token, next), text: token });
    }
  }
  return tokens;
}

function tokensOf(text: string): string[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const compact: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    pattern.lastIndex = at;
    const [token] = pattern.exec(text) ?? [];
    if (token === undefined) return undefined;
    compact.push(token);
    at += token.length;
  }
  return compact;
}

function kindOf(token: string, next: string | undefined): JsonToken['kind'] {
  if (token.startsWith('"')) return next === ':' ? 'name' : 'text';
  return /^[-\d]/.test(token) ? 'number' : 'word';
}

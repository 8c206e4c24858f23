import type { HttpReply } from '@polychat/core';
import fc from 'fast-check';

/** Values that stand in replies where nobody expects them. */
const odd: readonly unknown[] = [null, true, 0, -1, 0.5, 1e21, '', '0', '9007199254740993', [], {}];

const otherStatuses = [200, 201, 202, 301, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504];

/** Replies that look like some replies of the vendor's, more or less: of the same shapes, with other values in them. */
export function repliesLike(seen: readonly HttpReply[]): fc.Arbitrary<HttpReply> {
  const jsons = seen.flatMap(({ text }) => jsonIn(text));
  const texts = fc.oneof(
    { weight: 8, arbitrary: jsonLike(jsons).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)) },
    { weight: 1, arbitrary: cutShort(seen.map(({ text }) => text)) },
  );
  const status = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...seen.map((reply) => reply.status)) },
    { weight: 2, arbitrary: fc.constantFrom(...otherStatuses) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 599 }) },
  );
  const headers = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...seen.map((reply) => reply.headers)) },
    { weight: 1, arbitrary: fc.record({ 'retry-after': fc.string() }) },
  );
  return fc.record({ status, headers, text: texts });
}

function jsonIn(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function cutShort(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([text, part]) => text.slice(0, Math.floor(text.length * part)));
}

/** JSON like some values that stood at one place: nearly always one of them, or of their shape. */
function jsonLike(values: readonly unknown[]): fc.Arbitrary<unknown> {
  const lists = values.filter((value): value is unknown[] => Array.isArray(value));
  const objects = values.filter(
    (value): value is object => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  const simple = values.filter((value) => typeof value !== 'object' || value === null);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...odd) },
    { weight: 1, arbitrary: fc.jsonValue() },
    ...(simple.length > 0 ? [{ weight: 10, arbitrary: fc.constantFrom(...simple) }] : []),
    ...(objects.length > 0 ? [{ weight: 12, arbitrary: objectLike(objects) }] : []),
    ...(lists.length > 0
      ? [{ weight: 10, arbitrary: fc.array(jsonLike(lists.flat()), { maxLength: 5 }) }]
      : []),
  );
}

function objectLike(objects: readonly object[]): fc.Arbitrary<unknown> {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const members = Object.fromEntries(
    names.map((name) => [
      name,
      jsonLike(
        objects.filter((object) => Object.hasOwn(object, name)).map((each) => Reflect.get(each, name)),
      ),
    ]),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.record(members) },
    { weight: 1, arbitrary: fc.record(members, { requiredKeys: [] }) },
  );
}

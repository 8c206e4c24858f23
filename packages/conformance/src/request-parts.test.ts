import { describe, expect, test } from 'vitest';
import { requestParts } from './request-parts.ts';

const url = 'https://api.example/v2/channels/bob?sign=abc';
const plain = {
  method: 'POST',
  origin: 'https://api.example',
  path: ['', 'v2', 'channels', 'bob'],
  query: { sign: 'abc' },
};

describe('a request in parts', () => {
  test.each([
    ['JSON', 'application/json', '{"a":[1]}', { a: [1] }],
    ['JSON with a charset', 'application/json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['JSON of a kind', 'application/vnd.pigeon+json', '{"a":1}', { a: 1 }],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b=%7B%22c%22%3A1%7D', { a: '1', b: '{"c":1}' }],
    ['a text that looks like JSON', 'text/plain', '{"a":1}', '{"a":1}'],
    ['what is said to be JSON and is none', 'application/json', 'a=1', 'a=1'],
  ])('has a body of %s', (_what, contentType, body, expected) => {
    const headers = { 'Content-Type': contentType };
    expect(requestParts({ method: 'POST', url, headers, body })).toEqual({
      ...plain,
      headers: { 'content-type': contentType },
      body: expected,
    });
  });

  test('may have no body', () => {
    expect(requestParts({ method: 'GET', url, headers: {} })).toEqual({
      ...plain,
      method: 'GET',
      headers: {},
    });
  });
});

import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { badReply, readReply } from './reply.ts';

const schema = z.object({ Code: z.number(), MsgId: z.nullish(z.union([z.string(), z.number()])) });

describe('readReply', () => {
  test.each<[string, unknown]>([
    ['{"Code":0}', { Code: 0 }],
    ['{"Code":0,"Extra":{"a":1}}', { Code: 0 }],
    ['{"Code":0,"MsgId":1234567890123456789}', { Code: 0, MsgId: '1234567890123456789' }],
    ['{"Code":0,"MsgId":null}', { Code: 0, MsgId: null }],
  ])('%s', (text, data) => {
    expect(readReply({ status: 200, text }, schema, 'plain')).toEqual({ data });
  });

  test.each([
    [200, '<html>busy</html>', 'not JSON', undefined],
    [200, '', 'not JSON', undefined],
    [200, '{"Code":0', 'not JSON', undefined],
    [200, '[]', 'JSON of another shape', undefined],
    [200, 'null', 'JSON of another shape', undefined],
    [200, '{"Code":"0"}', 'JSON of another shape', undefined],
    [502, '{"Code":0}', 'HTTP status 502', 502],
    [204, '', 'HTTP status 204', 204],
  ])('status %i with %j is not the vendor: %s', (status, text, what, httpStatus) => {
    const read = readReply({ status, text }, schema, 'plain');
    expect(read).toEqual({ problem: badReply('plain', what, httpStatus) });
    expect(read).toMatchObject({
      problem: { code: 'bad_reply', effect: 'unknown', vendor: { name: 'plain' } },
    });
  });
});

describe('badReply', () => {
  test.each([
    [undefined, true],
    [500, true],
    [503, true],
    [408, true],
    [429, true],
    [400, false],
    [403, false],
    [404, false],
    [302, false],
  ])('status %s: retryable %s', (status, retryable) => {
    expect(badReply('plain', 'what', status).retryable).toBe(retryable);
  });
});

import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createRedact } from '../exchange/redaction.ts';
import { readReply } from './reply.ts';

const schema = z.object({ Code: z.number(), MsgId: z.nullish(z.union([z.string(), z.number()])) });
const errorSchema = z.object({ error: z.string() });
const attempt = { earlier: [], receivedAt: 1_750_000_000_000, redact: createRedact() };

const rules = { vendor: 'plain', schemas: { 200: schema } };
const read = (status: number, text: string, more: Partial<typeof rules & { notCarriedOut: number[] }> = {}) =>
  readReply({ status, headers: {}, text }, attempt, { ...rules, ...more });

describe('a reply that its schema knows', () => {
  test.each<[string, unknown]>([
    ['{"Code":0}', { Code: 0 }],
    ['{"Code":0,"Extra":{"a":1}}', { Code: 0 }],
    ['{"Code":0,"MsgId":1234567890123456789}', { Code: 0, MsgId: '1234567890123456789' }],
    ['{"Code":0,"MsgId":null}', { Code: 0, MsgId: null }],
  ])('%s is read whatever else it holds, with all digits', (text, data) => {
    expect(read(200, text)).toEqual({ status: 200, data });
  });

  test.each([
    [201, '{"Code":7}', { status: 201, data: { Code: 7 } }],
    [403, '{"error":"blocked"}', { status: 403, data: { error: 'blocked' } }],
  ])('status %i has a schema of its own', (status, text, expected) => {
    const schemas = { 200: schema, 201: schema, 403: errorSchema };
    expect(readReply({ status, headers: {}, text }, attempt, { vendor: 'plain', schemas })).toEqual(expected);
  });

  test('the type follows the status', () => {
    const schemas = { 200: schema, 403: errorSchema };
    const reply = readReply({ status: 403, headers: {}, text: '{"error":"blocked"}' }, attempt, {
      vendor: 'plain',
      schemas,
    });
    if ('problem' in reply || reply.status !== 403) return expect.unreachable();
    expect(reply.data.error satisfies string).toBe('blocked');
  });
});

describe('a reply without a body', () => {
  const schemas = { 200: () => ({}), 204: () => ({}) };
  const readEmpty = (status: number) =>
    readReply({ status, headers: {}, text: '' }, attempt, { vendor: 'plain', schemas });

  test('is read where its status is 204', () => {
    expect(readEmpty(204)).toEqual({ status: 204, data: {} });
  });

  test('is no good one of any other status', () => {
    expect(readEmpty(200)).toMatchObject({ problem: { code: 'bad_reply', effect: 'unknown' } });
  });
});

describe('a reply that no schema knows', () => {
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
    expect(read(status, text)).toEqual({
      problem: expect.objectContaining({
        code: 'bad_reply',
        effect: 'unknown',
        message: `the reply did not come from the API of plain: ${what}`,
        vendor: httpStatus === undefined ? { name: 'plain' } : { name: 'plain', httpStatus },
      }),
    });
  });

  test('one with a status of success is cut off, whatever the status: the next may be whole', () => {
    const schemas = { 201: schema, 403: errorSchema };
    const transientOf = (status: number) => {
      const reply = readReply({ status, headers: {}, text: '{"Code' }, attempt, { vendor: 'plain', schemas });
      return 'problem' in reply && reply.problem.transient;
    };
    expect([201, 200, 403].map(transientOf)).toEqual([true, false, false]);
  });

  test('a status with a schema is named too, where it is not 200', () => {
    const schemas = { 403: errorSchema };
    const reply = readReply({ status: 403, headers: {}, text: '<html>' }, attempt, {
      vendor: 'plain',
      schemas,
    });
    expect(reply).toMatchObject({
      problem: { message: expect.stringMatching(/not JSON$/), vendor: { name: 'plain', httpStatus: 403 } },
    });
  });

  test.each([
    [200, true],
    [500, true],
    [503, true],
    [408, true],
    [425, true],
    [429, true],
    [400, false],
    [403, false],
    [404, false],
    [302, false],
  ])('with status %i is transient: %s', (status, transient) => {
    expect(read(status, '<html>')).toMatchObject({ problem: { transient, retryable: false } });
  });
});

describe('a status with which nothing was certainly carried out', () => {
  test.each([
    [429, 'rate_limited', true],
    [503, 'bad_reply', true],
    [404, 'bad_reply', false],
  ])('%i is a refusal: %s', (status, code, transient) => {
    expect(read(status, '<html>', { notCarriedOut: [404, 429, 503] })).toMatchObject({
      problem: { code, effect: 'rejected', transient, retryable: transient },
    });
  });

  test('is one also where a schema knows it and the text has another shape', () => {
    const schemas = { 429: errorSchema };
    const reply = readReply({ status: 429, headers: {}, text: '<html>slow down</html>' }, attempt, {
      vendor: 'plain',
      schemas,
      notCarriedOut: [429],
    });
    expect(reply).toMatchObject({ problem: { code: 'rate_limited', effect: 'rejected' } });
  });

  test('leaves every other status unclear', () => {
    expect(read(502, '<html>', { notCarriedOut: [429] })).toMatchObject({ problem: { effect: 'unknown' } });
  });
});

describe('Retry-After beside a reply that no schema knows', () => {
  test.each([
    ['120', 120_000],
    [new Date(attempt.receivedAt + 5_000).toUTCString(), 5_000],
    ['soon', undefined],
  ])('%s asks to wait %s ms', (header, retryAfterMs) => {
    const reply = { status: 503, headers: { 'retry-after': header }, text: '' };
    const { problem } = readReply(reply, attempt, rules) as { problem: { retryAfterMs?: number } };
    expect(problem.retryAfterMs).toBe(retryAfterMs);
  });
});

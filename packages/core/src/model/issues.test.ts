import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { misconfigured, parseOptions, problemsFromIssues } from './issues.ts';

const schema = z.strictObject({
  region: z.enum(['here', 'there']),
  parts: z.optional(z.array(z.strictObject({ size: z.number().check(z.maximum(5)) })).check(z.maxLength(2))),
  name: z.optional(z.string().check(z.maxLength(3))),
  secret: z.optional(z.string().check(z.regex(/^[0-9a-f]{32}$/))),
  timeout: z.optional(z.int().check(z.gt(0), z.lt(10))),
  either: z.optional(z.union([z.string(), z.number()])),
});

function problemsOf(input: unknown, prefix?: string, whole?: string) {
  const result = schema.safeParse(input, { reportInput: true });
  return result.success ? [] : problemsFromIssues(result.error.issues, prefix, whole);
}

describe('problemsFromIssues', () => {
  test.each<[unknown, string, string, unknown?]>([
    [{}, 'region', 'region: must be one of "here", "there"'],
    [{ region: 'nowhere' }, 'region', 'region: must be one of "here", "there"'],
    [
      { region: 'here', parts: [{ size: 1 }, { size: 6 }] },
      'parts[1].size',
      'parts[1].size: must be at most 5',
      { max: 5, unit: 'value' },
    ],
    [{ region: 'here', parts: [{}] }, 'parts[0].size', 'parts[0].size: is required'],
    [
      { region: 'here', parts: Array(3).fill({ size: 1 }) },
      'parts',
      'parts: must be at most 2 items long',
      { max: 2, unit: 'items' },
    ],
    [
      { region: 'here', name: 'four' },
      'name',
      'name: must be at most 3 characters long',
      { max: 3, unit: 'characters' },
    ],
    [{ region: 'here', timeout: 0 }, 'timeout', 'timeout: must be above 0', { min: 0, unit: 'value' }],
    [{ region: 'here', timeout: 10 }, 'timeout', 'timeout: must be below 10', { max: 10, unit: 'value' }],
    [{ region: 'here', secret: 'xyz' }, 'secret', 'secret: has the wrong form'],
    [{ region: 'here', either: true }, 'either', 'either: has the wrong form'],
    [{ region: 'here', 'odd key': 1 }, 'odd key', 'odd key: no such field'],
    [7, 'message', 'message: must be an object'],
  ])('%j is at fault in %s', (input, field, message, limit) => {
    const problems = problemsOf(input);
    expect(problems).toEqual([
      {
        code: 'invalid_message',
        effect: 'not_sent',
        transient: false,
        retryable: false,
        message,
        field,
        ...(limit ? { limit } : {}),
      },
    ]);
  });

  test('paths begin with the prefix, and the whole has a name', () => {
    expect(problemsOf({ region: 1 }, 'vendor.plain')[0]?.field).toBe('vendor.plain.region');
    expect(problemsOf(7, 'vendor.plain')[0]?.field).toBe('vendor.plain');
    expect(problemsOf(7, '', 'options')[0]?.field).toBe('options');
  });

  test('a schema that does not report its input says what a field has to be, never that it is missing', () => {
    const result = schema.safeParse({ region: 'here', parts: [{ size: 'big' }] });
    expect(problemsFromIssues(result.error?.issues ?? [])[0]?.message).toBe(
      'parts[0].size: must be a number',
    );
  });
});

describe('parseOptions', () => {
  test('hands back what fits', () => {
    expect(parseOptions(schema, { region: 'here' }, 'plain')).toEqual({ region: 'here' });
  });

  test.each([
    [undefined, 'options', 'plain: options: is required'],
    [{}, 'region', 'plain: region: must be one of "here", "there"'],
    [{ region: 'here', secret: 'hunter2' }, 'secret', 'plain: secret: has the wrong form'],
    [{ region: 'here', colour: 'red' }, 'colour', 'plain: colour: no such option'],
  ])('%j throws, naming %s and no value', (options, field, message) => {
    const thrown = (() => {
      try {
        return parseOptions(schema, options, 'plain');
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({
      name: 'ChatError',
      code: 'misconfigured',
      effect: 'not_sent',
      transient: false,
      field,
      message,
    });
    expect(JSON.stringify(thrown)).not.toContain('hunter2');
  });
});

test('misconfigured is an error without a field where there is none', () => {
  expect(misconfigured('the chat is closed').toJSON()).toEqual({
    code: 'misconfigured',
    effect: 'not_sent',
    transient: false,
    retryable: false,
    message: 'the chat is closed',
  });
});

import type { HttpReply, VendorCall } from '@polychat/core/adapter';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptInfo, audienceCall, directCall, httpReply, usersCall } from './__fixtures__/support.ts';
import { commands } from './commands.ts';
import { parseReply } from './reply.ts';

const content = { type: 'text', text: 'Hello' } as const;
const to = ['alice', 'bob', 'ghost'];
const ok = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const parse = (reply: unknown, status = 200) =>
  parseReply(httpReply(reply, status), attemptInfo(), commands.sendSingle);

describe('contradictions and answers that are not the vendor’s: nobody knows', () => {
  test.each<[name: string, body: unknown]>([
    ['OK with a code that is not 0', { ActionStatus: 'OK', ErrorCode: 90012 }],
    ['OK with the code of an expired signature', { ActionStatus: 'OK', ErrorCode: 70001 }],
    ['FAIL with code 0', { ActionStatus: 'FAIL', ErrorCode: 0 }],
    ['SomeError says some, the code says all', { ActionStatus: 'SomeError', ErrorCode: 90012 }],
    ['an ActionStatus that nobody documented', { ActionStatus: 'Maybe', ErrorCode: 0 }],
    ['the same with a code', { ActionStatus: 'Maybe', ErrorCode: 90012 }],
    ['an ActionStatus of another type', { ActionStatus: 1, ErrorCode: 0 }],
    ['a code of false', { ...ok, ErrorCode: false }],
    ['no code', { ActionStatus: 'OK' }],
    ['a null code', { ...ok, ErrorCode: null }],
    ['an empty code', { ...ok, ErrorCode: '' }],
    ['a fraction', { ...ok, ErrorCode: 0.5 }],
    ['a code beyond 2^53', '{"ErrorCode":12345678901234567890}'],
    ['an array', [ok]],
    ['null', null],
    ['a number', 0],
    ['truncated JSON', '{"ActionStatus":"OK","ErrorCo'],
    ['HTML', '<html>502</html>'],
    ['nothing', ''],
  ])('%s', (_name, body) => {
    const parsed = parse(body);
    expect(parsed.problem).toMatchObject({ code: 'bad_reply', effect: 'unknown', transient: true });
    expect(parsed).not.toHaveProperty('refused');
  });

  test('a status other than 200, whatever it says', () => {
    expect(parse(ok, 502)).toEqual({
      problem: expect.objectContaining({
        code: 'bad_reply',
        effect: 'unknown',
        vendor: { name: 'tencentIm', httpStatus: 502 },
      }),
    });
  });

  test('the vendor’s code stays readable', () => {
    const { problem } = parse({ ActionStatus: 'OK', ErrorCode: 90012, ErrorInfo: 'account' });
    expect(problem?.vendor).toEqual({ name: 'tencentIm', code: 90012, message: 'account' });
  });

  test.each([commands.pushToAll, commands.importAccount, commands.importAccounts])(
    'SomeError in %s, which knows no parts',
    (endpoint) => {
      const reply = httpReply({ ActionStatus: 'SomeError', ErrorCode: 0 });
      expect(parseReply(reply, attemptInfo(), endpoint).problem).toMatchObject({
        code: 'bad_reply',
        effect: 'unknown',
      });
    },
  );
});

const calls: readonly VendorCall<unknown>[] = [
  directCall({ content }, ['alice']),
  directCall({ content }, to),
  usersCall([{ userId: 'alice' }]),
  usersCall(to.map((userId) => ({ userId }))),
  audienceCall({ content, audience: 'online' }),
];
const readers = calls.map((call) => (reply: HttpReply) => call.read(reply, attemptInfo()));

/** JSON that looks like a reply more often than chance would have it. */
const code = fc.oneof(
  fc.constantFrom<unknown>(0, '0', 60007, 70001, 70107, 90012, 91000, false, null, -1, 2 ** 60),
  fc.jsonValue(),
);
const name = fc.oneof(fc.constantFrom<unknown>(...to, 'stranger', 5), fc.jsonValue());
const status = fc.oneof(fc.constantFrom<unknown>('OK', 'FAIL', 'SomeError', '', null), fc.jsonValue());
const list = fc.oneof(
  fc.array(fc.oneof(fc.record({ To_Account: name, ErrorCode: code }, { requiredKeys: [] }), name)),
  fc.jsonValue(),
);
const likeReplies = fc.record(
  {
    ActionStatus: status,
    ErrorCode: code,
    ErrorInfo: fc.jsonValue(),
    ErrorList: list,
    FailAccounts: list,
    MsgKey: fc.oneof(fc.constant<unknown>('1_2_1751500001'), fc.jsonValue()),
    MsgTime: fc.jsonValue(),
    TaskId: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const texts = fc.oneof(
  likeReplies.map((body) => JSON.stringify(body)),
  fc.json(),
  fc.string(),
  fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
);
const statuses = fc.oneof({ weight: 9, arbitrary: fc.constant(200) }, { weight: 1, arbitrary: fc.integer() });

test('nobody is accepted without the code of success, and nobody has certainly failed with it', () => {
  fc.assert(
    fc.property(statuses, texts, fc.constantFrom(...readers), (httpStatus, text, read) => {
      const { problem } = read(httpReply(text, httpStatus));
      const saysZero = codeIn(text) === 0;
      if (!problem) expect([httpStatus, saysZero]).toEqual([200, true]);
      if (problem && saysZero) expect(problem.effect).toBe('unknown');
    }),
    { numRuns: 2_000 },
  );
});

function codeIn(text: string): number | undefined {
  try {
    const { ErrorCode } = JSON.parse(text);
    return ErrorCode === 0 || (typeof ErrorCode === 'string' && /^-?0+$/.test(ErrorCode)) ? 0 : undefined;
  } catch {
    return undefined;
  }
}

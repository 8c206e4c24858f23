import { setTimeout as pause } from 'node:timers/promises';
import { ChatError, createProblem, type VendorCall } from '@polychat/core/adapter';
import { token } from '../../template/src/pigeon-double.ts';
import {
  type BrokenAdapter,
  broken,
  brokenTelegraph,
  reasonIn,
  withResults,
  withTargets,
} from './broken-adapter.ts';
import { startPigeon } from './pigeon.ts';
import { withCalls } from './with-calls.ts';

const signing = 'purity: signing touches no clock, timer, random numbers or network of its own';
const sameSignature = 'purity: the same context makes the same signature';
const objects = 'secrecy: the adapter, its plans and its calls show nothing';
const thrown = 'secrecy: what signing throws shows nothing';
const badBody = 'readers: a good body is not believed at a status that is none of success';
const firstAttempt = 'unclear outcomes: what is unclear is unclear at the first attempt already';
const goodRefusal = 'readers: a refusal is not taken for success, whatever its status';

/** What somebody who came early holds on to. */
const earlier = { now: Date.now, random: Math.random };

function misconfigured(message: string): ChatError {
  return new ChatError(
    createProblem({ code: 'misconfigured', effect: 'not_sent', transient: false, message }),
  );
}

/** Adapters that sign with what they were not given, or tell what nobody may know, or believe any reply. */
export const brokenSignatures: readonly BrokenAdapter[] = [
  broken(
    'looks at the clock when it signs',
    withTargets((target) => ({ ...target, url: `${target.url}?at=${Date.now()}` })),
    [signing, sameSignature],
    /uses Date\.now/,
  ),
  broken(
    'asks for the date when it signs',
    withTargets((target) => ({ ...target, url: `${target.url}?at=${new Date().toISOString()}` })),
    [signing],
    /uses new Date\(\)/,
  ),
  broken(
    'looks at a clock that it holds on to when it signs',
    withTargets((target) => ({ ...target, url: `${target.url}?at=${Math.floor(earlier.now() / 1_000)}` })),
    [sameSignature],
    /tells the time of a clock that was not given/,
  ),
  broken(
    'draws from random numbers that it holds on to when it signs',
    withTargets((target) => ({ ...target, url: `${target.url}?nonce=${earlier.random()}` })),
    [sameSignature],
    /is signed twice in one context, and differs/,
  ),
  broken(
    'waits for a timer when it signs',
    withTargets(async (target) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return target;
    }),
    [signing],
    /uses setTimeout/,
  ),
  broken(
    'waits for a timer of a module when it signs',
    withTargets(async (target) => {
      await pause(0);
      return target;
    }),
    [signing],
    /uses a timer/,
  ),
  broken(
    'fetches a token itself when it signs',
    withTargets(async (target) => {
      await fetch('http://127.0.0.1:1/token').catch(() => {});
      return target;
    }),
    [signing],
    /uses fetch/,
  ),
  brokenTelegraph(
    'shows the bare token of a session on a call',
    withCalls((call) => {
      const seen: string[] = [];
      return Object.assign(
        { ...call },
        {
          seen,
          target(context: Parameters<VendorCall<unknown>['target']>[0]) {
            if (context.sessionToken) seen.push(context.sessionToken);
            return call.target(context);
          },
        },
      );
    }),
    [objects],
    /a call of messages, once it was made, shows a secret/,
  ),
  broken(
    'says its secret when it cannot sign',
    withTargets((target, _call, { now }) => {
      if (!Number.isFinite(now)) throw misconfigured(`cannot sign with ${token}`);
      return target;
    }),
    [thrown],
    /what signing messages throws shows a secret/,
  ),
  broken(
    'says its secret when it must sign again',
    withTargets((target, _call, { renewSignature }) => {
      if (renewSignature) throw new TypeError(`no other token than ${token}`);
      return target;
    }),
    [thrown],
    /what signing messages throws shows a secret/,
  ),
  {
    name: 'says what the vault said',
    start: () => ({
      ...startPigeon(),
      withSecret: (secret) =>
        withTargets(async (target) => {
          try {
            return await secret().then(() => target);
          } catch (error) {
            throw misconfigured(`no secret: ${error}`);
          }
        })(startPigeon().adapter),
    }),
    caughtBy: ['secrecy: a secret that cannot be read, or is none, is said without showing it'],
    says: /shows what the message says/,
  },
  broken(
    'believes a good body at any status',
    withCalls((call) => ({
      ...call,
      read: (reply, attempt) => call.read({ ...reply, status: 200 }, attempt),
    })),
    [badBody],
    /not unclear: messages, status 301/,
  ),
  broken(
    'believes a good body at a status of failure alone',
    withCalls((call) => ({
      ...call,
      read: (reply, attempt) => call.read(reply.status === 500 ? { ...reply, status: 200 } : reply, attempt),
    })),
    [badBody],
    /not unclear: messages, status 500/,
  ),
  broken(
    'takes a refusal of the message for success',
    withResults((result, reply) =>
      reasonIn(reply) !== undefined && result.problem
        ? { value: { accepted: [], failed: [] } as unknown as NonNullable<typeof result.value> }
        : result,
    ),
    [goodRefusal],
    /reads as success/,
  ),
  broken(
    'takes for refused what may have happened, where a repeat sets it right',
    withResults((result) =>
      result.problem?.effect === 'unknown'
        ? { ...result, problem: createProblem({ ...result.problem, effect: 'rejected', transient: true }) }
        : result,
    ),
    [firstAttempt],
    /nobody can know/,
  ),
];

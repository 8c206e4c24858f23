import {
  type AttemptInfo,
  type CallResult,
  createProblem,
  type HttpReply,
  type Problem,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { tooFastOf } from './errors.ts';
import { parseReply } from './reply.ts';

const clock = {
  field: 'clock',
  remedy: 'the clock of this machine is behind, or userSigLifetimeSeconds is too short: set the clock',
};
const secretKey = {
  field: 'secretKey',
  remedy: 'secretKey is not that of this sdkAppId: copy both again from the console',
};
const sdkAppId = { field: 'sdkAppId', remedy: 'there is no such app: compare sdkAppId with the console' };
const administrator = {
  field: 'adminUserId',
  remedy: 'adminUserId is no administrator of the app: the console names them',
};

/** Which option is at fault after a code, and what to do (34348 = 269/1671, 2025-12-17). */
const faults: Readonly<Record<number, { readonly field: string; readonly remedy: string }>> = {
  60006: { field: 'sdkAppId', remedy: 'the app is no longer valid: look into the console' },
  60010: administrator,
  60020: { field: 'sdkAppId', remedy: 'the service of the app is stopped: renew its package in the console' },
  60026: { field: 'region', remedy: 'the app is at home in another region: the console says which' },
  70001: clock,
  70003: secretKey,
  70005: secretKey,
  70009: secretKey,
  70016: sdkAppId,
  70020: sdkAppId,
  70050: { field: 'secretKey', remedy: 'too many signatures were wrong: wait a minute, then verify again' },
  70052: clock,
  70403: administrator,
  90009: administrator,
};

/** Reads a reply of `account_check` (34956 = 269/38417) for whether the vendor took the credentials. */
export function readVerifyReply(reply: HttpReply, attempt: AttemptInfo): CallResult<true> {
  const parsed = parseReply(reply, attempt, commands.verify);
  if (!parsed.problem) return { value: true };
  const { problem, refused } = parsed;
  return { problem: withRemedy(problem), refused, tooFast: tooFastOf(commands.verify, [problem]) };
}

function withRemedy(problem: Problem): Problem {
  const fault = faults[Number(problem.vendor?.code)];
  if (!fault) return problem;
  return createProblem({
    ...problem,
    field: fault.field,
    message: `${problem.message}; ${fault.remedy}`,
  });
}

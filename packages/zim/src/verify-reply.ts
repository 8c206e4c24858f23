import {
  type AttemptInfo,
  type CallResult,
  createProblem,
  type HttpReply,
  type Problem,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { isSignatureRefusal, problemOfCall, tooFastOf } from './errors.ts';
import { parseReply } from './reply.ts';

/**
 * Codes that are about the user who was asked for, as the page of QueryUserInfos lists them: the service has answered,
 * so the gateway took the credentials. 660000002 is there for a user that is unknown or has logged out, too.
 */
const aboutTheUser: readonly number[] = [660000002, 660200001, 660700008, 660700012, 660700015];

/** Which option is at fault after a code of the gateway, and what to do ("Return codes", article 14028). */
const faults: Readonly<Record<number, { readonly field: string; readonly remedy: string }>> = {
  100000000: { field: 'baseUrl', remedy: 'the host is none of the vendor: leave baseUrl out' },
  100000001: { field: 'appId', remedy: 'compare appId with the console' },
  100000004: {
    field: 'clock',
    remedy: 'the time of this machine is more than ten minutes wrong: set its clock',
  },
  100000005: {
    field: 'serverSecret',
    remedy: 'serverSecret is not that of this appId: copy both again from the console',
  },
  100000010: { field: 'appId', remedy: 'compare appId with the console' },
  100000011: { field: 'appId', remedy: 'there is no such app: compare appId with the console' },
  100000016: { field: 'appId', remedy: 'activate In-app Chat for the app in the console' },
  100000017: { field: 'appId', remedy: 'activate In-app Chat for the app in the console' },
};

/** Reads a reply of QueryUserInfos (as of 2026-08-21) for whether the vendor took the credentials. */
export function readVerifyReply(reply: HttpReply, attempt: AttemptInfo): CallResult<true> {
  const parsed = parseReply(reply, attempt);
  if ('problem' in parsed) return parsed;
  const { code } = parsed;
  if (code === 0 || aboutTheUser.includes(code)) return { value: true };
  const problem = problemOfCall(commands.verify, parsed);
  return {
    problem: withRemedy(problem, code),
    refused: isSignatureRefusal(code) ? 'signature' : undefined,
    tooFast: tooFastOf(commands.verify, [problem]),
  };
}

function withRemedy(problem: Problem, code: number): Problem {
  const fault = faults[code];
  if (!fault) return problem;
  return createProblem({
    ...problem,
    field: fault.field,
    message: `${problem.message}; ${fault.remedy}`,
  });
}

import { type CallResult, type HttpReply, type Problem, readReply } from '@polychat/core/adapter';
import type * as z from 'zod/mini';
import type { Command } from './commands.ts';
import { isSignatureRefusal, problemOfCall, unclearReply } from './errors.ts';
import { vendorName } from './vendor.ts';
import type { ReplyEnvelope } from './wire.ts';

/** What a reply says of the call as a whole. */
export type ParsedReply<Data> =
  /** `isPartial`: the reply says that some recipients failed. */
  | { readonly kind: 'done'; readonly data: Data; readonly isPartial: boolean }
  | {
      readonly kind: 'refused';
      readonly data: Data;
      readonly problem: Problem;
      readonly signatureRefused: boolean;
    }
  /** The reply contradicts itself, or is not the vendor's: then there are no data. */
  | { readonly kind: 'unclear'; readonly data?: Data; readonly problem: Problem };

/**
 * Judges by the code first; a status that is missing says nothing, and one that says the opposite of the code makes
 * the reply unclear: neither can be trusted then.
 */
export function parseReply<Schema extends z.ZodMiniType<ReplyEnvelope>>(
  reply: HttpReply,
  schema: Schema,
  endpoint: Command,
): ParsedReply<z.output<Schema>> {
  const read = readReply(reply, schema, vendorName);
  if ('problem' in read) return { kind: 'unclear', problem: read.problem };
  const { data } = read;
  const { ErrorCode: code, ErrorInfo: info } = data;
  const status = data.ActionStatus || (code === 0 ? 'OK' : 'FAIL');
  if (code === 0 && status === 'OK') return { kind: 'done', data, isPartial: false };
  if (code === 0 && status === 'SomeError') return { kind: 'done', data, isPartial: true };
  if (code !== 0 && status === 'FAIL') {
    const problem = problemOfCall(endpoint, code, info);
    return { kind: 'refused', data, problem, signatureRefused: isSignatureRefusal(code) };
  }
  // The status is the vendor's to choose, and so may hold anything: it is not quoted.
  const contradiction = unclearReply(
    endpoint,
    `code ${code} and an ActionStatus that contradicts it`,
    code,
    info,
  );
  return { kind: 'unclear', data, problem: contradiction };
}

/** As `judge`, for commands that either succeed or fail: what SomeError would mean there is anybody's guess. */
export function parseWholeReply<Schema extends z.ZodMiniType<ReplyEnvelope>>(
  reply: HttpReply,
  schema: Schema,
  endpoint: Command,
): ParsedReply<z.output<Schema>> {
  const verdict = parseReply(reply, schema, endpoint);
  return verdict.kind === 'done' && verdict.isPartial
    ? { kind: 'unclear', data: verdict.data, problem: unclearReply(endpoint, 'SomeError') }
    : verdict;
}

/** The reading of a call that did not succeed, and names nobody. */
export function resultOf(verdict: Exclude<ParsedReply<unknown>, { kind: 'done' }>): CallResult {
  return {
    problem: verdict.problem,
    accepted: [],
    failed: [],
    ...(verdict.kind === 'refused' && verdict.signatureRefused ? { signatureRefused: true } : {}),
  };
}

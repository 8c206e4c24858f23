import assert from 'node:assert/strict';
import { type HttpReply, type Problem, problemCodes, type ResultIds } from '@polychat/core';
import type { CallResult, ListReply } from '@polychat/core/adapter';
import type { Trial } from './trial.ts';
import type { TrialCall } from './trial-call.ts';
import { type WatchedRedact, watchRedact } from './watched-redact.ts';

/** What a reply says, whatever kind of call it is the reply to. */
export interface Said {
  readonly result: CallResult<unknown>;
  /** Of a list, who was accepted and who failed. Of a single operation its ids, as `shared`. Empty without a value. */
  readonly list: ListReply<unknown>;
}

/**
 * Reads a reply. Fails where the reader throws, changes what it was given, returns what is no result, or keeps words
 * or ids of the vendor's that did not go through the redaction.
 */
export function readReplyOf(trial: Trial, planned: TrialCall, reply: HttpReply): Said {
  const { call, operation } = planned;
  const what = `${call.endpoint}, status ${reply.status}, ${JSON.stringify(reply.text.slice(0, 300))}`;
  const watched = watchRedact(trial.attemptInfo().redact);
  const { redact, ids } = watched;
  const attempt = Object.freeze({ ...trial.attemptInfo(), earlier: Object.freeze([]), redact });
  const given = Object.freeze({ ...reply, headers: Object.freeze({ ...reply.headers }) });
  let result: CallResult<unknown>;
  try {
    result = call.read(given, attempt);
  } catch (error) {
    return assert.fail(`the reader throws ${String(error)} for ${what}`);
  }
  const list = listOf(operation, result);
  const { tooFast, refused } = result;
  const problems = [
    ...(result.problem ? [result.problem] : []),
    ...list.failed.map(({ problem }) => problem),
  ];
  for (const problem of problems) assertProblem(problem, watched, what);
  for (const { id } of [...list.accepted, ...list.failed]) {
    assert.equal(typeof id, 'string', `somebody is named without an id: ${what}`);
  }
  for (const value of [...list.accepted.map((each) => each.value), list.shared]) {
    if (operation !== 'users') assertIds((value ?? {}) as ResultIds, ids, what);
  }
  assert.ok(result.value !== undefined || result.problem, `neither a value nor a problem: ${what}`);
  assert.ok(refused === undefined || result.problem, `"${refused}" is refused without a problem: ${what}`);
  if (tooFast) {
    const names: readonly string[] = trial.adapter.limits.map(({ name }) => name);
    const unknown = (tooFast.limits ?? []).filter((name) => !names.includes(name));
    assert.deepEqual(unknown, [], `too fast for a limit that the adapter does not declare: ${what}`);
    assert.equal(typeof tooFast.counted, 'boolean', `too fast, and nobody says whether it counts: ${what}`);
  }
  return { result, list };
}

function listOf(operation: TrialCall['operation'], { value }: CallResult<unknown>): ListReply<unknown> {
  if (value === undefined) return { accepted: [], failed: [] };
  return operation === 'direct' || operation === 'users'
    ? (value as ListReply<unknown>)
    : { accepted: [], failed: [], shared: value };
}

function assertIds(value: ResultIds, given: ReadonlySet<string>, what: string): void {
  for (const name of ['messageId', 'sequence', 'taskId', 'requestId'] as const) {
    const id = value[name];
    assert.ok(id === undefined || (typeof id === 'string' && id !== ''), `${name} is no id: ${what}`);
    assert.ok(id === undefined || given.has(id), `${name} did not go through redact.id: ${what}`);
  }
  const { sentAt } = value;
  assert.ok(sentAt === undefined || Number.isFinite(sentAt), `sentAt is no time: ${what}`);
}

function assertProblem(problem: Problem, { ids, isMarked }: WatchedRedact, what: string): void {
  assert.ok(problemCodes.includes(problem.code), `${problem.code} is no code of ours: ${what}`);
  assert.ok(
    problem.effect === 'rejected' || problem.effect === 'unknown',
    `what was answered is not "${problem.effect}": ${what}`,
  );
  assert.equal(typeof problem.message, 'string', what);
  assert.ok(Object.isFrozen(problem), `a problem that many share can be changed: ${what}`);
  assert.deepEqual(JSON.parse(JSON.stringify(problem)), problem, `a problem is no plain data: ${what}`);
  const { message, requestId } = problem.vendor ?? {};
  assert.ok(
    message === undefined || isMarked(message),
    `the vendor's words did not go through redact.words: ${what}`,
  );
  assert.ok(requestId === undefined || ids.has(requestId), `requestId did not go through redact.id: ${what}`);
}

import type { ClaimStore, Clock } from '@polychat/core';
import { aborted, createProblem, rememberCause, safeCause } from '@polychat/core/combine';
import { answerInTime } from '../answer-in-time.ts';
import type { Decided } from './decision-source.ts';
import { type Decision, isRollout, rolloutUnits } from './rollout.ts';
import { isStage } from './stage.ts';

/** How long a key keeps what was decided for it, in milliseconds: a day. */
export const keptForMs = 24 * 3_600_000;

export interface PinnedDecisionsOptions {
  readonly claims: ClaimStore;
  /** The name of the chat: its keys are its own. */
  readonly chat: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What a key is sent by. */
export type Pinned = Decided & {
  /** Gives the key back, for a message that nobody can carry. Never rejects. Absent where the key was taken before. */
  readonly release?: () => Promise<unknown>;
};

/** Remembers what a key was first sent by, so that a send that is repeated after a change goes where it went first. */
export class PinnedDecisions {
  readonly #options: PinnedDecisionsOptions;

  constructor(options: PinnedDecisionsOptions) {
    this.#options = options;
  }

  /** What the key is sent by: this, or what it was sent by before. A store that does not answer stops the send. */
  async pin(idempotencyKey: string, decision: Decision, signal?: AbortSignal): Promise<Pinned> {
    const { claims, chat, timeoutMs, clock } = this.#options;
    const key = JSON.stringify(['polychat.migration', chat, 'send', idempotencyKey]);
    const value = JSON.stringify({ version: 1, ...decision });
    const answer = await answerInTime(() => claims.claim(key, value, keptForMs), timeoutMs, clock, signal);
    if (answer.status === 'aborted') return { problem: aborted('not_sent') };
    if (answer.status !== 'answered') {
      const problem = storeDown(answer.status === 'timed_out');
      return {
        problem: answer.status === 'threw' ? rememberCause(problem, safeCause(answer.error)) : problem,
      };
    }
    if (answer.value?.status === 'mine') {
      const { token } = answer.value;
      return { decision, release: () => answerInTime(() => claims.release(key, token), timeoutMs, clock) };
    }
    const pinned = readDecision(answer.value?.value);
    return pinned ? { decision: pinned } : { problem: badClaim };
  }
}

function storeDown(isLate: boolean) {
  return createProblem({
    code: isLate ? 'timeout' : 'network',
    effect: 'not_sent',
    transient: true,
    message: `claims: the store ${isLate ? 'did not answer in time' : 'failed'}, so nothing with an idempotencyKey was sent`,
    field: 'claims',
  });
}

const badClaim = createProblem({
  code: 'misconfigured',
  effect: 'not_sent',
  transient: false,
  message: 'claims: the store holds something else under this idempotencyKey, so nothing was sent',
  field: 'claims',
});

function readDecision(value: unknown): Decision | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const { version, stage, rollout, unit } = JSON.parse(value);
    const isRight = version === 1 && isStage(stage) && isRollout(rollout) && rolloutUnits.includes(unit);
    return isRight ? { stage, rollout, unit } : undefined;
  } catch {
    return undefined;
  }
}

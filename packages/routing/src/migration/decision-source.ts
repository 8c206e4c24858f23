import type { Clock, Problem } from '@polychat/core';
import { type Decision, isRollout, type RolloutUnit } from './rollout.ts';
import { isStage, type MigrationStage, migrationStages } from './stage.ts';
import { type ValueFault, WatchedValue } from './watched-value.ts';

/** What a send goes by, or why that is not known. */
export type Decided =
  | { readonly decision: Decision; readonly problem?: undefined }
  | { readonly decision?: undefined; readonly problem: Problem };

export interface DecisionSourceOptions {
  readonly stage: unknown;
  readonly rollout: unknown;
  readonly unit: RolloutUnit;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly onFault: (
    field: 'stage' | 'rollout',
    reason: ValueFault,
    kept: MigrationStage | number | undefined,
  ) => void;
}

/** Reads the stage and the rollout together. */
export class DecisionSource {
  readonly #stage: WatchedValue<MigrationStage>;
  readonly #rollout: WatchedValue<number>;
  readonly #unit: RolloutUnit;

  /** Throws a `ChatError` with code `misconfigured` for a stage or a rollout that is none. */
  constructor({ stage, rollout, unit, timeoutMs, clock, onFault }: DecisionSourceOptions) {
    this.#unit = unit;
    this.#stage = new WatchedValue({
      field: 'stage',
      source: stage,
      isRight: isStage,
      words: `one of ${migrationStages.join(', ')}`,
      timeoutMs,
      clock,
      onFault: (reason, kept) => onFault('stage', reason, kept),
    });
    this.#rollout = new WatchedValue({
      field: 'rollout',
      source: rollout,
      isRight: isRollout,
      words: 'a number from 0 to 1',
      timeoutMs,
      clock,
      onFault: (reason, kept) => onFault('rollout', reason, kept),
    });
  }

  /** What a send would go by as far as is known, without asking. */
  get last(): Decision | undefined {
    const stage = this.#stage.last;
    const rollout = this.#rollout.last;
    return stage === undefined || rollout === undefined ? undefined : { stage, rollout, unit: this.#unit };
  }

  /** Asks for both, once. Never rejects. */
  async read(signal?: AbortSignal): Promise<Decided> {
    const [stage, rollout] = await Promise.all([this.#stage.read(signal), this.#rollout.read(signal)]);
    if (stage.problem) return { problem: stage.problem };
    if (rollout.problem) return { problem: rollout.problem };
    return { decision: { stage: stage.value, rollout: rollout.value, unit: this.#unit } };
  }
}

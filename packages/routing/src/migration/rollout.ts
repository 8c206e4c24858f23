import type { ConversationKind } from '../conversation.ts';
import { stableShare } from './stable-hash.ts';
import { type MigrationStage, stageBefore, wayOf } from './stage.ts';

/**
 * What moves as one:
 * - `conversation`: the two users of a message, whoever of them sends it; or a group, or a room.
 * - `user`: a user. A conversation has moved when both of its users have, and is written twice while one of them has. A
 *   group is written twice until all users have moved.
 */
export type RolloutUnit = 'conversation' | 'user';

/** The units of a rollout. */
export const rolloutUnits: readonly RolloutUnit[] = ['conversation', 'user'];

/** What a send goes by. */
export interface Decision {
  readonly stage: MigrationStage;
  /** The part of all units that the stage has reached, 0 to 1. */
  readonly rollout: number;
  readonly unit: RolloutUnit;
}

/** Which of the units of a message the rollout has reached. */
export type Reached = 'all' | 'some' | 'none';

/** Whether a value is a part of a whole. */
export function isRollout(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** The stage that holds, by what the rollout has reached. */
export function stageReached(stage: MigrationStage, reached: Reached): MigrationStage {
  const before = stageBefore(stage);
  if (reached === 'all') return stage;
  if (reached === 'none') return before;
  // Somebody who has moved must find the message in the new place, and somebody who has not in the old one.
  return wayOf(before).other || !wayOf(stage).other ? before : stage;
}

/** The stage of each recipient: decided on your own ids, by a keyed hash, so that everybody keeps their place. */
export class Rollout {
  readonly #salt: string;

  constructor(salt: string) {
    this.#salt = salt;
  }

  /** The stage that holds for a message from one user to another. */
  stageFor({ stage, rollout, unit }: Decision, sender: string, recipient: string): MigrationStage {
    if (rollout >= 1) return stage;
    if (rollout <= 0) return stageReached(stage, 'none');
    return stageReached(stage, this.#reached(rollout, unit, sender, recipient));
  }

  /**
   * The stage that holds for a message to a group or a room: one conversation, which moves as a whole. Where users move,
   * it is as a broadcast: some of its members have moved, and some have not.
   */
  stageForConversation(decision: Decision, kind: ConversationKind, id: string): MigrationStage {
    const { stage, rollout, unit } = decision;
    if (unit === 'user' || rollout >= 1 || rollout <= 0) return stageForEverybody(decision);
    return stageReached(stage, this.#isReached(rollout, [kind, id]) ? 'all' : 'none');
  }

  #reached(rollout: number, unit: RolloutUnit, sender: string, recipient: string): Reached {
    if (unit === 'conversation') {
      const pair = sender < recipient ? [sender, recipient] : [recipient, sender];
      return this.#isReached(rollout, pair) ? 'all' : 'none';
    }
    const hasSender = this.#isReached(rollout, [sender]);
    const hasRecipient = this.#isReached(rollout, [recipient]);
    if (hasSender && hasRecipient) return 'all';
    return hasSender || hasRecipient ? 'some' : 'none';
  }

  /** As JSON, so that no two lists of ids become one string. */
  #isReached(rollout: number, userIds: readonly string[]): boolean {
    return stableShare(JSON.stringify([this.#salt, ...userIds])) < rollout;
  }
}

/** The stage of a broadcast, which goes to all of a vendor's users, those whom a rollout has reached and the others. */
export function stageForEverybody({ stage, rollout }: Decision): MigrationStage {
  const reached = rollout >= 1 ? 'all' : rollout <= 0 ? 'none' : 'some';
  return stageReached(stage, reached);
}

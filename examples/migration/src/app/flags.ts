import type { MigrationStage } from '@polychat/routing';

/** What a flag service says of the migration. Whoever runs it turns these two; nothing is deployed for it. */
export interface Flags {
  stage: MigrationStage;
  /** The part of all conversations that the stage has reached, 0 to 1. */
  rollout: number;
}

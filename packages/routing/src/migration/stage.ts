/** The stages of a migration, in their order. Flag services use the same names. */
export const migrationStages = ['off', 'dualwrite', 'shadow', 'live', 'rampdown', 'complete'] as const;

/**
 * A stage of a migration. For sends:
 * - `off`: the old chat alone.
 * - `dualwrite`, `shadow`: the old chat is the authority, the new one gets a copy.
 * - `live`, `rampdown`: the new chat is the authority, the old one gets a copy.
 * - `complete`: the new chat alone.
 */
export type MigrationStage = (typeof migrationStages)[number];

/** One of the two chats. */
export type MigrationSide = 'from' | 'to';

/** How a stage sends. */
export interface StageWay {
  /** The chat whose receipt is the answer. */
  readonly authority: MigrationSide;
  /** The chat that gets a copy. */
  readonly other?: MigrationSide;
}

const ways: Readonly<Record<MigrationStage, StageWay>> = {
  off: { authority: 'from' },
  dualwrite: { authority: 'from', other: 'to' },
  shadow: { authority: 'from', other: 'to' },
  live: { authority: 'to', other: 'from' },
  rampdown: { authority: 'to', other: 'from' },
  complete: { authority: 'to' },
};

/** How a stage sends. */
export function wayOf(stage: MigrationStage): StageWay {
  return ways[stage];
}

/** Whether a value is the name of a stage. */
export function isStage(value: unknown): value is MigrationStage {
  return migrationStages.includes(value as MigrationStage);
}

/** The stage that holds for those whom the rollout has not reached. Before `off` there is none: it holds for everybody. */
export function stageBefore(stage: MigrationStage): MigrationStage {
  return migrationStages[Math.max(0, migrationStages.indexOf(stage) - 1)] ?? 'off';
}

/** The chat that gets copies, or that only checks them where the migration is rehearsed: then also before its first stage. */
export function copySideOf(stage: MigrationStage, isRehearsal: boolean): MigrationSide | undefined {
  return ways[stage].other ?? (isRehearsal && stage === 'off' ? 'to' : undefined);
}

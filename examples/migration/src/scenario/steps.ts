import type { MigrationStage } from '@polychat/routing';

/** A week of the move. */
export interface Step {
  readonly title: string;
  readonly stage: MigrationStage;
  readonly rollout: number;
  /** Whether the new vendor only checks what it would get. */
  readonly rehearse?: boolean;
}

/** The move, with one way back. Each step lasts a week of the example's time. */
export const steps: readonly Step[] = [
  { title: 'only Tencent IM; ZIM is rehearsed', stage: 'off', rollout: 1, rehearse: true },
  { title: 'a third is written twice', stage: 'dualwrite', rollout: 0.3 },
  { title: 'everything is written twice', stage: 'dualwrite', rollout: 1 },
  { title: 'clients compare what they read', stage: 'shadow', rollout: 1 },
  { title: 'ZIM answers for a third', stage: 'live', rollout: 0.3 },
  { title: 'back: Tencent IM answers for all', stage: 'shadow', rollout: 1 },
  { title: 'ZIM answers for all', stage: 'live', rollout: 1 },
  { title: 'clients live at ZIM', stage: 'rampdown', rollout: 1 },
  { title: 'only ZIM', stage: 'complete', rollout: 1 },
];

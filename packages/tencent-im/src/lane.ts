import type { PlanWarning, Problem } from '@polychat/core/adapter';
import type { Delivery } from './options.ts';
import { type CheckedFields, fieldProblem } from './vendor-fields.ts';

/** The command that carries a direct message: `sendmsg` or `batchsendmsg`. */
export type Lane = 'single' | 'batch';

/** Fields that `batchsendmsg` does not have (34920 = 269/1612, 2026-02-04). */
function singleOnlyFields({ forbidCallbacks, supportMessageExtension }: CheckedFields) {
  return [
    ...(forbidCallbacks && forbidCallbacks.length > 0 ? (['forbidCallbacks'] as const) : []),
    ...(supportMessageExtension ? (['supportMessageExtension'] as const) : []),
  ];
}

export interface LaneChoice {
  /** Undefined: the number of recipients decides. */
  readonly lane: Lane | undefined;
  readonly problems: readonly Problem[];
}

export function chooseLane(fields: CheckedFields, byDefault: Delivery): LaneChoice {
  const delivery = fields.delivery ?? byDefault;
  const singleOnly = singleOnlyFields(fields);
  if (delivery === 'batch') {
    const problems = singleOnly.map((name) => fieldProblem(name, 'has no place in delivery "batch"'));
    return { lane: 'batch', problems };
  }
  return { lane: delivery === 'single' || singleOnly.length > 0 ? 'single' : undefined, problems: [] };
}

export const webhooksBypassed: PlanWarning = Object.freeze({
  code: 'webhooks_bypassed',
  message:
    'sent with batchsendmsg, which raises none of your webhooks; with delivery "single" every message raises them',
});

import type { PlanWarning, Problem } from '@polychat/core/adapter';
import type { CommandChoice } from './options.ts';
import { type CheckedFields, fieldProblem } from './vendor-fields.ts';

/** Fields that `batchsendmsg` does not have (34920 = 269/1612, 2026-02-04). */
function singleOnlyFields({ forbidCallbacks, supportMessageExtension }: CheckedFields) {
  return [
    ...(forbidCallbacks && forbidCallbacks.length > 0 ? (['forbidCallbacks'] as const) : []),
    ...(supportMessageExtension ? (['supportMessageExtension'] as const) : []),
  ];
}

/** Which command carries a message, and why none can. */
export interface ChosenCommand {
  /** `sendmsg` or `batchsendmsg`. Undefined: the number of recipients decides. */
  readonly command: Exclude<CommandChoice, 'auto'> | undefined;
  readonly problems: readonly Problem[];
}

/** Which command carries a message: as the message says, else as the factory's option does. */
export function chooseCommand(fields: CheckedFields, byDefault: CommandChoice): ChosenCommand {
  const wanted = fields.command ?? byDefault;
  const singleOnly = singleOnlyFields(fields);
  if (wanted === 'batch') {
    const problems = singleOnly.map((name) => fieldProblem(name, 'has no place in command "batch"'));
    return { command: 'batch', problems };
  }
  const isSingle = wanted === 'single' || singleOnly.length > 0;
  return { command: isSingle ? 'single' : undefined, problems: [] };
}

/** Said where the number of recipients, and not the caller, chose the batch. */
export const webhooksBypassed: PlanWarning = Object.freeze({
  code: 'webhooks_bypassed',
  message:
    'sent with batchsendmsg, which raises none of your webhooks; with command "single" every message raises them',
});

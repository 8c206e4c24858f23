import type { PlanContext, PlanWarning, Problem } from '@polychat/core/adapter';
import type { CommandChoice } from './options.ts';
import { type CheckedFields, fieldProblem } from './vendor-fields.ts';

/** Fields that `batchsendmsg` does not have (34920 = 269/1612, 2026-02-04). */
function singleOnlyFields({ forbidCallbacks, supportMessageExtension }: CheckedFields) {
  return [
    ...(forbidCallbacks && forbidCallbacks.length > 0 ? (['forbidCallbacks'] as const) : []),
    ...(supportMessageExtension ? (['supportMessageExtension'] as const) : []),
  ];
}

/** Which command carries a message, or why none can. */
export interface ChosenCommand {
  /** `sendmsg` or `batchsendmsg`. */
  readonly command: Exclude<CommandChoice, 'auto'>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly PlanWarning[];
}

/**
 * Which command carries a message: as the message says, else as the factory's option does. With `auto` the number of
 * recipients decides; fields that only `sendmsg` has choose it, and so does a key, since `batchsendmsg` discards no copy. It is decided once for a whole send, so that its
 * guarantees do not change midway.
 */
export function chooseCommand(
  fields: CheckedFields,
  byDefault: CommandChoice,
  items: PlanContext['items'],
  hasKey: boolean,
): ChosenCommand {
  const wanted = fields.command ?? byDefault;
  const singleOnly = singleOnlyFields(fields);
  if (wanted === 'batch') {
    const problems = singleOnly.map((name) => fieldProblem(name, 'has no place in command "batch"'));
    return { command: 'batch', problems, warnings: [] };
  }
  return wanted === 'single' || singleOnly.length > 0 || hasKey || items === 1 ? asSingles : asBatches;
}

const asSingles: ChosenCommand = Object.freeze({ command: 'single', problems: [], warnings: [] });

/** Said where the number of recipients, and not the caller, chose the batch. */
const webhooksBypassed: PlanWarning = Object.freeze({
  code: 'webhooks_bypassed',
  message:
    'sent with batchsendmsg, which raises none of your webhooks; with command "single" every message raises them',
});

const asBatches: ChosenCommand = Object.freeze({
  command: 'batch',
  problems: [],
  warnings: [webhooksBypassed],
});

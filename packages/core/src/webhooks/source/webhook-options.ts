import { checkOptionRules, isCount, type OptionRule } from '../../adapter/option-rules.ts';
import { misconfigured } from '../../model/issues.ts';
import { checkWebhookSecret, type WebhookSecret } from './webhook-secret.ts';

/** What a source's options are called, and what is right for its vendor. */
export interface WebhookOptionRules {
  /** The name of the source's factory, for errors. */
  readonly factory: string;
  /** The option that holds the app's number. */
  readonly app: string;
  /** The option that holds the secret. */
  readonly secret: string;
  /** The default of `maxAgeMs`. */
  readonly maxAgeMs: number;
}

/** A source's options that were checked, with the defaults filled in. Holds the secret: keep it in closures. */
export interface CheckedWebhookOptions {
  readonly app: string;
  /** Undefined where the factory was told `unsigned: true`. */
  readonly secret: WebhookSecret | undefined;
  readonly maxAgeMs: number;
}

/**
 * Checks the options of a source: the app's number, a secret or `unsigned: true`, and `maxAgeMs`. Throws a `ChatError`
 * with code `misconfigured` that names the first option at fault.
 */
export function checkWebhookOptions(options: object, names: WebhookOptionRules): CheckedWebhookOptions {
  const { factory } = names;
  const given: Readonly<Record<string, unknown>> = { ...options };
  checkOptionRules(factory, given, {
    [names.app]: countRule,
    // Has a check of its own below.
    [names.secret]: { isOptional: true, holds: () => true, words: '' },
    unsigned: unsignedRule,
    maxAgeMs: { ...countRule, isOptional: true },
  });
  const { [names.app]: app, [names.secret]: secret, unsigned = false, maxAgeMs = names.maxAgeMs } = given;
  if (secret === undefined && !unsigned) {
    const why = 'is required, or anybody could post events; or say unsigned: true';
    throw misconfigured(`${factory}: ${names.secret}: ${why}`, names.secret);
  }
  if (secret !== undefined && unsigned) {
    throw misconfigured(`${factory}: unsigned: must not be true beside ${names.secret}`, 'unsigned');
  }
  if (secret !== undefined) checkWebhookSecret(secret, names.secret);
  // The rules above let nothing else through.
  return { app: String(app), secret: secret as WebhookSecret | undefined, maxAgeMs: maxAgeMs as number };
}

const countRule: OptionRule = { holds: isCount, words: 'must be an integer of at least 1' };
const unsignedRule: OptionRule = {
  isOptional: true,
  holds: (value) => typeof value === 'boolean',
  words: 'must be true or false',
};

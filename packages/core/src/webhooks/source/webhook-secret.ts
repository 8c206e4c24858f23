import { misconfigured } from '../../model/issues.ts';

/**
 * The secret of a webhook; several while one takes the place of another; or a function that gives them, asked for every
 * request, so that they can come from a vault.
 */
export type WebhookSecret = WebhookSecrets | (() => WebhookSecrets | Promise<WebhookSecrets>);

/** One secret, or all that are good now. */
export type WebhookSecrets = string | readonly string[];

/**
 * Checks a source's option of secrets when the source is made. Throws a `ChatError` with code `misconfigured` that names
 * the option for anything but a string that is not empty, a list of such, or a function.
 */
export function checkWebhookSecret(secret: unknown, option: string): void {
  if (typeof secret === 'function' || asSecrets(secret)) return;
  throw misconfigured(
    `${option}: must be a string, a list of strings, or a function that returns one`,
    option,
  );
}

/** The secrets that are good now. Rejects with what their function throws, or a `ChatError` for what it should not return. */
export async function webhookSecrets(secret: WebhookSecret, option: string): Promise<readonly string[]> {
  const secrets = asSecrets(typeof secret === 'function' ? await secret() : secret);
  if (!secrets) throw misconfigured(`${option}: its function returned no secret`, option);
  return secrets;
}

function asSecrets(value: unknown): readonly string[] | undefined {
  const secrets: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isSecret = (secret: unknown): secret is string => typeof secret === 'string' && secret !== '';
  return secrets.length > 0 && secrets.every(isSecret) ? secrets : undefined;
}

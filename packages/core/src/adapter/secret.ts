import * as z from 'zod/mini';
import { safeCause } from '../exchange/safe-cause.ts';
import { ChatError } from '../model/chat-error.ts';
import { misconfigured } from '../model/issues.ts';
import { createProblem } from '../model/problem.ts';
import { secretRule } from './option-rules.ts';

/** A secret, or where to get it: called for every request that is signed, so that it can come from a vault and rotate. */
export type Secret = string | (() => string | Promise<string>);

/** The option schema of a {@link Secret}; a value must match the pattern. */
export function secretSchema(pattern: RegExp, shape: string) {
  const { holds, words } = secretRule(pattern, shape);
  return z.custom<Secret>(holds, { error: words });
}

/**
 * The secret's value now, without a promise where it is a string. Rejects with a `ChatError` with code `misconfigured` when the function fails or returns
 * something of another shape. The cause is what the function threw, such as the error of a vault that is down, as far
 * as it cannot hold the secret.
 */
export function readSecret(secret: Secret, option: string, pattern: RegExp): string | Promise<string> {
  return typeof secret === 'string' ? secret : askFor(secret, option, pattern);
}

async function askFor(secret: Exclude<Secret, string>, option: string, pattern: RegExp): Promise<string> {
  let value: unknown;
  try {
    value = await secret();
  } catch (error) {
    const cause = safeCause(error);
    // Not the name that it has: that may be the secret, too.
    throw unreadable(
      option,
      `its function threw ${error instanceof Error ? cause.name : typeof error}`,
      true,
      cause,
    );
  }
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw unreadable(option, 'its function returned a value of the wrong shape', false);
}

/**
 * As `readSecret`, for a program that only makes tokens: of what the function threw nothing is kept, since the list of
 * plain words that would be needed weighs more than all the rest.
 */
export async function readSecretBriefly(secret: Secret, option: string, pattern: RegExp): Promise<string> {
  let value: unknown = secret;
  try {
    if (typeof secret === 'function') value = await secret();
  } catch {
    throw misconfigured(`${option}: its function threw`, option);
  }
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw misconfigured(`${option}: its function returned a value of the wrong shape`, option);
}

function unreadable(option: string, reason: string, transient: boolean, cause?: Error): ChatError {
  const problem = createProblem({
    code: 'misconfigured',
    effect: 'not_sent',
    transient,
    message: `${option}: ${reason}`,
    field: option,
  });
  return new ChatError(problem, cause && { cause });
}

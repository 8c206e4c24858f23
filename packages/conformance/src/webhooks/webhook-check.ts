import type { CreateWebhookSubject } from './webhook-subject.ts';
import { WebhookTrial } from './webhook-trial.ts';

/** One rule for sources of webhooks, as a function that throws an `AssertionError` where the rule is broken. */
export interface WebhookSourceCheck {
  /** Unique. */
  readonly name: string;
  /** @internal Called by `runWebhookSourceCheck`. */
  run(trial: WebhookTrial): Promise<void>;
}

/** Runs one check against a fresh source. Rejects with what the check, or making the source, threw. */
export async function runWebhookSourceCheck(
  check: WebhookSourceCheck,
  create: CreateWebhookSubject,
): Promise<void> {
  const subject = await create();
  try {
    await check.run(new WebhookTrial(subject));
  } finally {
    await subject.close?.();
  }
}

import type { SourceVerdicts } from '@polychat/core/webhooks';
import { describe, test } from 'vitest';
import { runWebhookSourceCheck } from '../webhooks/webhook-check.ts';
import { webhookSourceChecks } from '../webhooks/webhook-source-checks.ts';
import type { CreateWebhookSubject } from '../webhooks/webhook-subject.ts';

/** A busy machine is no broken rule. */
const timeLimitMs = 60_000;

/** What `describeWebhookSource` takes. */
export interface WebhookSourceOptions<Verdicts extends SourceVerdicts = SourceVerdicts> {
  /** The source's name, for the report. */
  readonly name: string;
  /** Makes the source and its samples, fresh for every check. */
  readonly create: CreateWebhookSubject<Verdicts>;
}

/** Registers what every source of webhooks must do with vitest. To be called at the top of a test file. */
export function describeWebhookSource<Verdicts extends SourceVerdicts>({
  name,
  create,
}: WebhookSourceOptions<Verdicts>): void {
  describe(`${name} reads webhooks`, () => {
    for (const check of webhookSourceChecks) {
      test(check.name, () => runWebhookSourceCheck(check, create), timeLimitMs);
    }
  });
}

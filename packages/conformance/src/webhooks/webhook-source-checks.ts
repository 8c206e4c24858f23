import { answerChecks } from './answer-checks.ts';
import { authenticityChecks } from './authenticity-checks.ts';
import { handlingChecks } from './handling-checks.ts';
import { trafficChecks } from './traffic-checks.ts';
import { translationChecks } from './translation-checks.ts';
import type { WebhookSourceCheck } from './webhook-check.ts';

/** What every source of webhooks must do. */
export const webhookSourceChecks: readonly WebhookSourceCheck[] = [
  ...authenticityChecks,
  ...translationChecks,
  ...answerChecks,
  ...handlingChecks,
  ...trafficChecks,
];

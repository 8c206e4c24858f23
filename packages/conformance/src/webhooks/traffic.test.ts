import { describe, test } from 'vitest';
import { pigeonSubject } from '../__fixtures__/pigeon-webhooks.ts';
import { trafficChecks } from './traffic-checks.ts';
import { runWebhookSourceCheck } from './webhook-check.ts';

describe('a vendor that is made up', () => {
  test.each(trafficChecks)('$name', (check) => runWebhookSourceCheck(check, () => pigeonSubject()));
});

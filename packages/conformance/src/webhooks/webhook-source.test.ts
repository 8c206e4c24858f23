import { describe, expect, test } from 'vitest';
import { brokenWebhookSources } from '../__fixtures__/broken-webhook-sources.ts';
import { pigeonSubject } from '../__fixtures__/pigeon-webhooks.ts';
import { describeWebhookSource } from '../vitest/describe-webhook-source.ts';
import { runWebhookSourceCheck } from './webhook-check.ts';
import { webhookSourceChecks } from './webhook-source-checks.ts';

describeWebhookSource({ name: 'a vendor that is made up', create: () => pigeonSubject() });

test('every check of webhooks has a name of its own', () => {
  const names = webhookSourceChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('a source of webhooks that was broken on purpose is caught', () => {
  test.each(brokenWebhookSources)('$name', async ({ create, caughtBy }) => {
    const caught: string[] = [];
    for (const check of webhookSourceChecks.filter(({ name }) => caughtBy.includes(name))) {
      await runWebhookSourceCheck(check, create).catch(() => caught.push(check.name));
    }
    expect(caught.toSorted()).toEqual([...caughtBy].toSorted());
  });
});

test('every check finds something that was broken on purpose', () => {
  const finds = new Set(brokenWebhookSources.flatMap(({ caughtBy }) => caughtBy));
  const idle = webhookSourceChecks.filter(({ name }) => !finds.has(name)).map(({ name }) => name);
  expect(idle).toEqual([]);
});

test.each([
  ['kept', true],
  ['broken', false],
])('a subject is closed when the rule is %s', async (_what, isKept) => {
  let closed = 0;
  const create = () => ({
    ...pigeonSubject(),
    close() {
      closed += 1;
    },
  });
  const run = async () => {
    if (!isKept) throw new Error('broken');
  };
  await runWebhookSourceCheck({ name: 'sample', run }, create).catch(() => {});
  expect(closed).toBe(1);
});

import { describe, expect, test } from 'vitest';
import { brokenChanges } from './__fixtures__/broken-changes.ts';
import { brokenConversationCalls } from './__fixtures__/broken-conversation-calls.ts';
import { brokenConversationMessages } from './__fixtures__/broken-conversation-messages.ts';
import { brokenLookups } from './__fixtures__/broken-lookups.ts';
import { pigeonsWithBrokenCalls } from './__fixtures__/broken-pigeon-calls.ts';
import { pigeonsWithBrokenMessages } from './__fixtures__/broken-pigeon-messages.ts';
import { pigeonsWithBrokenReplies } from './__fixtures__/broken-pigeon-replies.ts';
import { brokenRecords } from './__fixtures__/broken-records.ts';
import { semaphoresWithBrokenCalls } from './__fixtures__/broken-semaphore-calls.ts';
import { semaphoresWithBrokenMessages } from './__fixtures__/broken-semaphore-messages.ts';
import { brokenSignatures } from './__fixtures__/broken-signatures.ts';
import { brokenTelegraphs } from './__fixtures__/broken-telegraphs.ts';
import { brokenVerifications } from './__fixtures__/broken-verifications.ts';
import { startSemaphoreInHeaders } from './__fixtures__/semaphore.ts';
import { startTelegraph } from './__fixtures__/telegraph.ts';
import { conformanceChecks } from './conformance-checks.ts';
import { runConformance } from './run-check.ts';

describe('an adapter that was broken on purpose is caught', () => {
  test.each([
    ...pigeonsWithBrokenCalls,
    ...pigeonsWithBrokenReplies,
    ...pigeonsWithBrokenMessages,
    ...brokenRecords,
    ...brokenTelegraphs,
    ...semaphoresWithBrokenCalls,
    ...semaphoresWithBrokenMessages,
    ...brokenSignatures,
    ...brokenChanges,
    ...brokenLookups,
    ...brokenConversationMessages,
    ...brokenConversationCalls,
    ...brokenVerifications,
  ])('$name', async ({ start, caughtBy, says }) => {
    const checks = conformanceChecks.filter(({ name }) => caughtBy.includes(name));
    const caught = (await runConformance(start, checks)).broken;
    expect(caught.map(({ name }) => name).toSorted()).toEqual(caughtBy.toSorted());
    expect(String(caught.find(({ name }) => name === caughtBy[0])?.error)).toMatch(says);
  });
});

test('a field may travel in a header, and a key in the URL', async () => {
  const { broken } = await runConformance(startSemaphoreInHeaders);
  expect(broken).toEqual([]);
});

test('a vendor that has nothing but messages, and cannot fail in most ways, breaks no rule', async () => {
  const report = await runConformance(() => ({
    ...startTelegraph(),
    vendorLacks: [
      'internal_error',
      'too_fast',
      'signature_refused',
      'refused',
      'recipient_refused',
      'left_out',
      'sender_check',
    ],
  }));
  expect(report.broken).toEqual([]);
  expect(report.declaredAway.map(({ reason }) => reason)).toContain('no fault "too_fast"');
});

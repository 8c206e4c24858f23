import { describe, expect, test } from 'vitest';
import { describeChatConformance } from '../vitest/describe-chat-conformance.ts';
import { brokenChanges } from './__fixtures__/broken-changes.ts';
import { brokenConversations } from './__fixtures__/broken-conversations.ts';
import { brokenLists } from './__fixtures__/broken-lists.ts';
import { brokenOptions } from './__fixtures__/broken-options.ts';
import { brokenStreams } from './__fixtures__/broken-streams.ts';
import { brokenVerbs } from './__fixtures__/broken-verbs.ts';
import { changedChat } from './changed-chat.ts';
import { chatChecks } from './chat-checks.ts';
import type { ChatConcept } from './chat-subject.ts';
import { runChatConformance } from './run-chat-check.ts';

describeChatConformance({
  name: 'a chat that hands everything on',
  start: ({ createPart }) => ({ chat: changedChat(createPart(), {}) }),
  report: () => {},
});

test('every check of a chat has a name of its own', () => {
  const names = chatChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('a chat that was broken on purpose is caught', () => {
  test.each([
    ...brokenChanges,
    ...brokenConversations,
    ...brokenLists,
    ...brokenOptions,
    ...brokenStreams,
    ...brokenVerbs,
  ])('$name', async ({ start, caughtBy, says }) => {
    const checks = chatChecks.filter(({ name }) => caughtBy.includes(name));
    const { broken } = await runChatConformance(start, checks);
    expect(broken.map(({ name }) => name).toSorted()).toEqual([...caughtBy].toSorted());
    expect(String(broken.find(({ name }) => name === caughtBy[0])?.error)).toMatch(says);
  });
});

test('what a chat does not do is declared away, and the report says so', async () => {
  const lacks: readonly ChatConcept[] = [
    'broadcasts',
    'conversations',
    'users',
    'resume',
    'changes',
    'one_way',
    'users_everywhere',
  ];
  const report = await runChatConformance(({ createPart }) => ({ chat: createPart(), lacks }));
  expect(report.broken).toEqual([]);
  expect(String(report)).toContain('Declared away: the chat has:\n');
  const reasons = new Set(report.declaredAway.map(({ reason }) => reason));
  expect([...reasons].toSorted()).toEqual([
    'no broadcasts',
    'no changes',
    'no conversations',
    'no one_way',
    'no resume',
    'no second chat',
    'no users',
  ]);
});

test('a chat that does not start breaks every rule, and is closed where it did', async () => {
  let closed = 0;
  const [first] = chatChecks;
  const checks = first ? [first] : [];
  const failing = await runChatConformance(() => {
    throw new Error('no chat today');
  }, checks);
  expect(failing.broken.map(({ error }) => String(error))).toEqual(['Error: no chat today']);
  await runChatConformance(
    ({ createPart }) => ({
      chat: createPart(),
      close() {
        closed += 1;
      },
    }),
    checks,
  );
  expect(closed).toBe(1);
});

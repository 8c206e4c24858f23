import type { KeptRule } from '../check-result.ts';
import { collectResults, resultOf } from '../collect-results.ts';
import { ConformanceReport } from '../report.ts';
import type { ChatCheck } from './chat-check.ts';
import { chatChecks } from './chat-checks.ts';
import type { StartChat } from './chat-subject.ts';
import { ChatTrial } from './chat-trial.ts';

/** Runs one check against fresh chats. Rejects with what the check, or starting the chat, threw. */
export async function runChatCheck(check: ChatCheck, start: StartChat): Promise<KeptRule> {
  const trial = new ChatTrial(start);
  try {
    return await resultOf(check.name, trial, () => check.run(trial));
  } finally {
    await trial.end();
  }
}

/**
 * Runs checks one after another, all of them unless told otherwise, with no test runner. Never rejects: a check that
 * fails, or whose chat does not start, is in the report.
 */
export async function runChatConformance(
  start: StartChat,
  checks: readonly ChatCheck[] = chatChecks,
): Promise<ConformanceReport> {
  const results = await collectResults(checks, (check) => runChatCheck(check, start));
  return new ConformanceReport(results, 'the chat');
}

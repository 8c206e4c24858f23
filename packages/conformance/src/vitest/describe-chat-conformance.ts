import { chatChecks } from '../chats/chat-checks.ts';
import type { StartChat } from '../chats/chat-subject.ts';
import { runChatCheck } from '../chats/run-chat-check.ts';
import { describeChecks } from './describe-checks.ts';

/** What `describeChatConformance` takes. */
export interface ChatConformanceOptions {
  /** The chat's name, for the report. */
  readonly name: string;
  /** Makes the chat around others, fresh for every check. */
  readonly start: StartChat;
  /** Gets the report, as lines to be read, once all checks have run. Default: it is printed. */
  readonly report?: (text: string) => void;
}

/** Registers every rule for chats with vitest, a test for each. To be called at the top of a test file. */
export function describeChatConformance({ name, start, report = console.log }: ChatConformanceOptions): void {
  describeChecks({
    title: `${name} keeps the rules of a chat`,
    name,
    checks: chatChecks,
    run: (check) => runChatCheck(check, start),
    who: 'the chat',
    report,
  });
}

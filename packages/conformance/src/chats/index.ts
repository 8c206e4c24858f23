/** The rules that a chat made of other chats must keep, and a vendor in memory to test it with. */
export type { BrokenRule, CheckResult, KeptRule } from '../check-result.ts';
export { ConformanceReport } from '../report.ts';
export { changedChat } from './changed-chat.ts';
export type { ChatCheck } from './chat-check.ts';
export { chatChecks } from './chat-checks.ts';
export type { ChatConcept, ChatSubject, ChatSurroundings, StartChat } from './chat-subject.ts';
export { InboxVendor } from './inbox-vendor.ts';
export type { CallFate, Fate, InboxVendorOptions } from './inbox-vendor-options.ts';
export type { Posted, PostedCommand } from './posted.ts';
export { runChatCheck, runChatConformance } from './run-chat-check.ts';

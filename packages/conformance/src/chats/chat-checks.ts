import type { ChatCheck } from './chat-check.ts';
import { broadcasts } from './families/broadcasts.ts';
import { bulkSends } from './families/bulk-sends.ts';
import { cancelling } from './families/cancelling.ts';
import { changes } from './families/changes.ts';
import { checkAndPreview } from './families/check-and-preview.ts';
import { closing } from './families/closing.ts';
import { conversationOptions } from './families/conversation-options.ts';
import { conversations } from './families/conversations.ts';
import { copies } from './families/copies.ts';
import { description } from './families/description.ts';
import { errors } from './families/errors.ts';
import { journals } from './families/journal.ts';
import { recipients } from './families/recipients.ts';
import { refusals } from './families/refusals.ts';
import { resuming } from './families/resume.ts';
import { streams } from './families/streams.ts';
import { telemetry } from './families/telemetry.ts';
import { timeLimits } from './families/time-limits.ts';
import { unclearOutcomes } from './families/unclear-outcomes.ts';
import { users } from './families/users.ts';
import { verifying } from './families/verifying.ts';
import { ways } from './families/ways.ts';

/** Every rule that a chat made of others must keep, in the order in which they are best read. */
export const chatChecks: readonly ChatCheck[] = [
  ...description,
  ...recipients,
  ...copies,
  ...unclearOutcomes,
  ...ways,
  ...refusals,
  ...checkAndPreview,
  ...timeLimits,
  ...cancelling,
  ...closing,
  ...journals,
  ...resuming,
  ...telemetry,
  ...streams,
  ...bulkSends,
  ...broadcasts,
  ...conversations,
  ...conversationOptions,
  ...users,
  ...changes,
  ...verifying,
  ...errors,
];

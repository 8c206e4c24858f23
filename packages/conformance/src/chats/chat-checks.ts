import type { ChatCheck } from './chat-check.ts';
import { broadcasts } from './families/broadcasts.ts';
import { closing } from './families/closing.ts';
import { copies, unclearOutcomes, ways } from './families/copies.ts';
import { description } from './families/description.ts';
import { errors } from './families/errors.ts';
import { journals, resuming, telemetry } from './families/journal.ts';
import { recipients } from './families/recipients.ts';
import { planning, refusals } from './families/refusals.ts';
import { bulk, streams } from './families/streams.ts';
import { cancelling, deadlines } from './families/time.ts';
import { users } from './families/users.ts';

/** Every rule that a chat made of others must keep, in the order in which they are best read. */
export const chatChecks: readonly ChatCheck[] = [
  ...description,
  ...recipients,
  ...copies,
  ...unclearOutcomes,
  ...ways,
  ...refusals,
  ...planning,
  ...deadlines,
  ...cancelling,
  ...closing,
  ...journals,
  ...resuming,
  ...telemetry,
  ...streams,
  ...bulk,
  ...broadcasts,
  ...users,
  ...errors,
];

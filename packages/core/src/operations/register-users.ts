import * as z from 'zod/mini';
import { deliver } from '../delivery/deliver.ts';
import { ChatError } from '../model/chat-error.ts';
import { problemsFromIssues } from '../model/issues.ts';
import type { UserProfile } from '../model/message.ts';
import { userProfileSchema } from '../model/message-schema.ts';
import type { UsersReceipt } from '../model/outcome.ts';
import { invalidField, type Problem } from '../model/problem.ts';
import { collectOutcomes, receiptOf, receiptOrThrow } from './receipt.ts';
import { tooMany } from './recipients.ts';
import { type ChatCore, startSend } from './send.ts';

const usersSchema = z.array(userProfileSchema);

/** `Chat.registerUsers`. */
export async function registerUsers(
  core: ChatCore,
  users: readonly UserProfile[],
  options: unknown,
): Promise<UsersReceipt> {
  const send = startSend(core, users, options, 'whole');
  const profiles = checkUsers(users, core.settings.maxRecipients);
  const plan = core.adapter.planUsers(send.planContext);
  for (const warning of plan.warnings) send.warnings.add(warning);
  const batches = deliver({
    plan,
    source: profiles,
    userIdOf: ({ userId }) => userId,
    fieldAt: (index, field) => `users[${index}].${field ?? 'userId'}`,
    outcomeOf: ({ userId, index }, state) =>
      state.status === 'accepted'
        ? { userId, index, status: 'accepted', via: send.context.via }
        : { userId, index, status: state.status, via: send.context.via, problem: state.problem },
    maxInFlight: core.settings.maxInFlight,
    context: send.context,
    isList: true,
    exactDuplicates: true,
    onWarning: (warning) => send.warnings.add(warning),
  });
  const outcomes = await collectOutcomes(batches);
  return receiptOrThrow({ ...receiptOf(outcomes), warnings: send.warnings.list() }, send.context.signal);
}

function checkUsers(users: unknown, max: number): readonly UserProfile[] {
  const result = usersSchema.safeParse(users, { reportInput: true });
  const { data = [] } = result;
  const [problem] = result.success
    ? problemsOfCount(data.length, max)
    : problemsFromIssues(result.error.issues, 'users');
  if (problem) throw new ChatError(problem);
  return data;
}

function problemsOfCount(count: number, max: number): readonly Problem[] {
  if (count === 0) {
    return [invalidField('users', 'must name at least one user', { min: 1, unit: 'items', actual: 0 })];
  }
  return count > max ? [tooMany('users', max, count)] : [];
}

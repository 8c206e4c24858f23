import * as z from 'zod/mini';
import { deliver } from '../delivery/deliver.ts';
import type { ItemState } from '../delivery/item-state.ts';
import { ChatError } from '../model/chat-error.ts';
import { problemsFromIssues } from '../model/issues.ts';
import { messageSchemas } from '../model/message-schema.ts';
import { once } from '../model/once.ts';
import type { NotAcceptedOutcome, RegisteredUser, UsersReceipt } from '../model/outcome.ts';
import { invalidField, type Problem } from '../model/problem.ts';
import type { RegisteredUserFields, UserProfile } from '../model/user.ts';
import { planSafely, problemOfUnsupported, sound } from './plan-message.ts';
import { collectOutcomes, countOutcomes, type ListOutcome, receiptOf, receiptOrThrow } from './receipt.ts';
import { tooMany } from './recipients.ts';
import { withRetryAfter } from './retry-after.ts';
import { type ChatCore, type Send, startSend, traceSend } from './send.ts';
import { withoutFields } from './unsupported.ts';

const usersSchema = once(() => z.array(messageSchemas().userProfile));

/** Fields that a vendor may have no place for. */
const optionalFields = ['name', 'avatarUrl'] as const;

/** `Chat.registerUsers`. */
export async function registerUsers(
  core: ChatCore,
  users: readonly UserProfile[],
  options: unknown,
): Promise<UsersReceipt> {
  const { adapter, settings } = core;
  const checked = checkUsers(users, settings.maxRecipients);
  const send = startSend(core, { operation: 'users', kind: 'whole' }, options);
  const profiles = supportedProfiles(checked, send);
  // Where the capabilities speak of users, there is a plan: `supportedProfiles` refuses the rest.
  const planContext = { ...core.planContext, items: profiles.length };
  const plan = planSafely(() => {
    const planned = adapter.plan.users?.(planContext);
    return planned && sound(planned);
  });
  if (!plan) throw new ChatError(noRegistration(adapter.title));
  const [refused] = plan.problems;
  if (refused) throw new ChatError(refused);
  for (const warning of plan.warnings) send.warnings.add(warning);
  const batches = deliver<UserProfile, RegisteredUserFields, ListOutcome<RegisteredUser>>({
    operation: 'users',
    plan,
    source: profiles,
    userIdOf: ({ userId }) => userId,
    fieldAt: (index, field) => `users[${index}].${field ?? 'userId'}`,
    outcomeOf: (position, state) => userOutcome(send, position, state),
    maxInFlight: settings.maxInFlight,
    exposeUserIds: settings.exposeUserIds,
    context: send.context,
    isList: true,
    cancel: core.closing?.cancelled,
    exactDuplicates: true,
    onWarning: (warning) => send.warnings.add(warning),
  });
  const outcomes = await traceSend(send, () => collectOutcomes(batches), countOutcomes);
  const receipt = receiptOf<RegisteredUser>(outcomes, send.warnings.list());
  return receiptOrThrow(receipt, send.context.signal, 'user');
}

/** What became of the registration of one user. */
function userOutcome(
  { context: { via } }: Pick<Send, 'context'>,
  { userId, index }: { readonly userId: string; readonly index: number },
  state: ItemState<RegisteredUserFields>,
): ListOutcome<RegisteredUser> {
  if (state.status !== 'accepted') {
    const problem = withRetryAfter(state.problem);
    return { userId, index, status: state.status, via, problem } satisfies NotAcceptedOutcome;
  }
  const vendor = state.value?.vendor;
  return { userId, index, status: 'accepted', via, ...(vendor === undefined ? {} : { vendor }) };
}

function checkUsers(users: unknown, max: number): readonly UserProfile[] {
  const result = usersSchema().safeParse(users, { reportInput: true });
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

/** The profiles without what the vendor has no place for. Throws a `ChatError` where that is refused. */
function supportedProfiles(users: readonly UserProfile[], send: Send): readonly UserProfile[] {
  const { capabilities, title } = send.core.adapter;
  const { users: support } = capabilities;
  if (!support) throw new ChatError(noRegistration(title));
  const missing = optionalFields.filter((name) => (support.fields[name] ?? 'no') === 'no');
  if (missing.length === 0) return users;
  for (const [index, user] of users.entries()) {
    for (const name of missing) {
      if (user[name] === undefined) continue;
      const field = `users[${index}].${name}`;
      const problem = problemOfUnsupported({ field, reason: `${title} does not support it` });
      if (send.onUnsupported === 'refuse') throw new ChatError(problem);
      send.warnings.add({ code: 'unsupported', message: problem.message, field: `users[].${name}` });
    }
  }
  return users.map((user) => withoutFields(user, missing));
}

function noRegistration(title: string): Problem {
  return problemOfUnsupported({ field: 'users', reason: `${title} has no registration of users` });
}

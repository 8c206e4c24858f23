import {
  type ChatAdapter,
  type CheckedBroadcast,
  type CheckedGroupMessage,
  type CheckedMessage,
  type PlanContext,
  planBatch,
  type RegisteredUserFields,
  type UserProfile,
} from '@polychat/core/adapter';
import { createCalls } from './calls.ts';
import { capabilities } from './capabilities.ts';
import { content as translation } from './content.ts';
import { limits, maxItems } from './limits.ts';
import { problemsOf, problemsOfGroup, userIdProblem } from './message-rules.ts';
import { checkOptions, type PigeonOptions } from './options.ts';
import { resumeCall } from './resume.ts';
import { vendor } from './vendor.ts';

/** Pigeon Post, for `createChat`. Throws a `ChatError` with code `misconfigured` that names the option at fault. */
export function pigeon(options: PigeonOptions): ChatAdapter {
  const { app, token } = checkOptions(options);
  const calls = createCalls({ app, token });
  return {
    specificationVersion: 2,
    vendor: vendor.name,
    title: vendor.title,
    app,
    host: vendor.host,
    capabilities,
    limits: Object.values(limits),

    plan: {
      direct(message, context) {
        const letter = wholeLetterOf(message, context);
        return {
          sender: message.from,
          problems: problemsOf(message),
          unsupported: [],
          warnings: [],
          maxItems,
          next: (pending) =>
            planBatch(pending.slice(0, maxItems), {
              idOf: (userId) => userId,
              problemOf: userIdProblem,
              callFor: (recipients) => calls.messages({ recipients: [...recipients], ...letter }),
              // The vendor names everybody: whom it does not name may have got nothing.
              unlistedMeans: 'unconfirmed',
            }),
        };
      },

      audience: (message, context) => ({
        sender: message.from,
        problems: problemsOf(message),
        unsupported: [],
        warnings: [],
        call: () => calls.broadcasts(letterOf(message, context)),
      }),

      group: (message, context) => ({
        sender: message.from,
        problems: problemsOfGroup(message),
        unsupported: [],
        warnings: [],
        call: () =>
          calls.flocks({
            flock: message.groupId,
            ...wholeLetterOf(message, context),
            tagged: message.mentions?.users,
          }),
      }),

      users: () => ({
        problems: [],
        unsupported: [],
        warnings: [],
        maxItems,
        next: (pending) =>
          planBatch<UserProfile, RegisteredUserFields>(pending.slice(0, maxItems), {
            idOf: ({ userId }) => userId,
            problemOf: ({ userId }) => userIdProblem(userId),
            callFor: (users) => calls.users({ users: users.map(({ userId, name }) => ({ userId, name })) }),
            unlistedMeans: 'unconfirmed',
          }),
      }),

      verify: () => calls.account(),
    },

    resume: (record) => resumeCall(record, app, calls),
  };
}

/** A letter with everything that a broadcast has no place for. */
function wholeLetterOf(message: CheckedMessage | CheckedGroupMessage, context: PlanContext) {
  const { metadata: note, countsAsUnread, push: alert } = message;
  return { ...letterOf(message, context), note, silent: countsAsUnread ? undefined : true, alert };
}

/** Everything but the recipients. The vendor discards a second letter with the same sender, key and recipient. */
function letterOf(message: CheckedMessage | CheckedBroadcast | CheckedGroupMessage, context: PlanContext) {
  const { from = '', content, idempotencyKey } = message;
  const key = idempotencyKey ?? `${context.counter()}-${context.random()}`;
  return { sender: from, key, ...translation.toWire(content) };
}

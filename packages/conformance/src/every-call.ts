import type { MessageFields } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import { conversationKinds } from './conversation-kind.ts';
import type { AudienceFields } from './planned-calls.ts';
import { audienceNames, push } from './samples.ts';
import { reaches } from './support.ts';
import type { Trial } from './trial.ts';
import type { TrialCall } from './trial-call.ts';

/**
 * A call of every kind that the adapter plans: to one, to several, to nobody, to an audience, to a group and a room, also
 * under another identity, and for users.
 */
export function everyCall(trial: Trial, message: MessageFields): readonly TrialCall[] {
  const { plan } = trial.adapter;
  return [
    trial.directCall(message, [trial.bob]),
    trial.directCall(message, [trial.bob, trial.stranger, trial.carol]),
    trial.directCall(message, [trial.stranger]),
    ...(plan.users
      ? [
          trial.usersCall([{ userId: trial.bob }]),
          trial.usersCall([{ userId: trial.bob }, { userId: trial.newcomer }]),
        ]
      : []),
    ...audienceMessages(trial, message).map((each) => trial.audienceCall(each)),
    ...conversationCalls(trial, message),
  ];
}

/** A call to a group and to a room, as far as the adapter plans them, each followed by its renewed one. */
function conversationCalls(trial: Trial, message: MessageFields): readonly TrialCall[] {
  return conversationKinds
    .filter((kind) => trial.adapter.plan[kind] !== undefined)
    .flatMap((kind) => {
      const planned = trial.conversationCall(kind, message);
      const renewed = planned.call.renewed?.();
      return renewed ? [planned, { ...planned, call: renewed }] : [planned];
    });
}

/** A message to each audience that the vendor reaches. */
export function audienceMessages(trial: Trial, message: MessageFields): readonly AudienceFields[] {
  const { push: _, ...others } = message;
  return audienceNames
    .filter((audience) => reaches(trial.adapter.capabilities, audience))
    .map((audience) => ({ ...others, audience, ...(audience !== 'online' && { push }) }));
}

/** The same as calls alone, with the one that verifies and the one that fetches a token. */
export function everyVendorCall(trial: Trial, message: MessageFields): readonly VendorCall<unknown>[] {
  const { session, plan } = trial.adapter;
  return [
    ...everyCall(trial, message).map(({ call }) => call),
    ...(plan.verify ? [plan.verify(trial.context(1))] : []),
    ...(session ? [session.call(trial.context(1))] : []),
  ];
}

import type { MessageFields } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import { audienceNames, push } from './samples.ts';
import { reaches } from './support.ts';
import type { AudienceFields, Trial } from './trial.ts';
import type { TrialCall } from './trial-call.ts';

/** A call of every kind that the adapter plans: to one, to several, to nobody, to an audience, and for users. */
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
  ];
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

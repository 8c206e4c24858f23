import type { MessageFields } from '@polychat/core';
import type { VendorCall } from '@polychat/core/adapter';
import { bob, carol, newcomer, stranger } from './people.ts';
import { reaches } from './support.ts';
import type { Trial } from './trial.ts';
import type { TrialCall } from './trial-call.ts';

/** A call of every kind that the adapter plans: to one, to several, to nobody, to an audience, and for users. */
export function everyCall(trial: Trial, message: MessageFields): readonly TrialCall[] {
  const { capabilities, plan } = trial.adapter;
  return [
    trial.directCall(message, [bob]),
    trial.directCall(message, [bob, stranger, carol]),
    trial.directCall(message, [stranger]),
    ...(plan.users
      ? [trial.usersCall([{ userId: bob }]), trial.usersCall([{ userId: bob }, { userId: newcomer }])]
      : []),
    ...(reaches(capabilities, 'online') ? [trial.audienceCall({ ...message, audience: 'online' })] : []),
  ];
}

/** The same as calls alone, with the one that fetches a token. */
export function everyVendorCall(trial: Trial, message: MessageFields): readonly VendorCall<unknown>[] {
  const { session } = trial.adapter;
  const calls = everyCall(trial, message).map(({ call }) => call);
  return session ? [...calls, session.call(trial.context(1))] : calls;
}

import type { Chat, DirectReceipt, SendOptions } from '@polychat/core';
import { ensureUsers } from '../ensure-users/ensure-users.ts';
import type { EnsureUsersOptions, RegisterEvent } from '../ensure-users/ensure-users-options.ts';
import { AccountVendor, type AccountVendorOptions, hello } from './account-vendor.ts';
import { readAll } from './failing-vendors.ts';
import { thrown } from './thrown.ts';

export interface Ensured {
  readonly vendor: AccountVendor;
  readonly chat: Chat;
  readonly events: RegisterEvent[];
}

/** A vendor that knows some users, and a chat that makes others known to it. */
export function ensured(vendorOptions: AccountVendorOptions = {}, options: EnsureUsersOptions = {}): Ensured {
  const vendor = new AccountVendor(vendorOptions);
  const events: RegisterEvent[] = [];
  const hooks = { register: (event: RegisterEvent) => void events.push(event) };
  return { vendor, events, chat: ensureUsers(vendor.chat, { clock: vendor.clock, hooks, ...options }) };
}

/** Gives everybody their id in capitals as their name. */
export const named = (userIds: readonly string[]) =>
  userIds.map((userId) => ({ name: userId.toUpperCase() }));

/** What became of everybody, in the order of the input: `ann accepted`, `bob failed timeout`. */
export type Way = (
  ensured: Ensured,
  to: readonly string[],
  options?: SendOptions,
) => Promise<readonly string[]>;

const asList: Way = async ({ chat, vendor }, to, options) => {
  const receipt = await vendor.clock
    .finish(chat.sendDirect({ ...hello, to }, options))
    .catch(async (error: unknown) => (await thrown(Promise.reject(error))).receipt as DirectReceipt);
  const lines = [
    ...receipt.accepted.map(({ userId }) => `${userId} accepted`),
    ...receipt.failed.map(({ userId, problem }) => `${userId} failed ${problem.code}`),
    ...receipt.unconfirmed.map(({ userId, problem }) => `${userId} unconfirmed ${problem.code}`),
  ];
  return lines.toSorted((a, b) => to.indexOf(a.split(' ')[0] ?? '') - to.indexOf(b.split(' ')[0] ?? ''));
};

export const asStream: Way = async ({ chat, vendor }, to, options) => {
  const outcomes = await vendor.clock.finish(readAll(chat.deliver(hello, to, options)));
  return outcomes
    .toSorted((a, b) => a.index - b.index)
    .map((one) => `${one.userId} ${one.status} ${one.status === 'accepted' ? '' : one.problem.code}`.trim());
};

/** Both verbs that send to many. */
export const ways: readonly (readonly [string, Way])[] = [
  ['a list', asList],
  ['a stream', asStream],
];

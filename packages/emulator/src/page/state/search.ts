import { effect, signal } from '@preact/signals';
import type { GroupView } from '../../control/group-view.ts';
import type { MessageView } from '../../control/message-view.ts';
import type { UserView } from '../../control/user-view.ts';
import { call, query } from './api.ts';
import { createResource } from './resource.ts';

/** What is searched for. */
export const searchText = signal('');

export interface Found {
  readonly text: string;
  readonly users: readonly UserView[];
  readonly groups: readonly GroupView[];
  readonly messages: readonly MessageView[];
  readonly more: boolean;
}

export const found = createResource(async (): Promise<Found | undefined> => {
  const text = searchText.value.trim();
  if (text === '') return undefined;
  const [users, groups, messages] = await Promise.all([
    call<{ users: UserView[] }>('GET', `users?${query({ search: text, limit: 6 })}`),
    call<{ groups: GroupView[] }>('GET', `groups?${query({ search: text, limit: 6 })}`),
    call<{ messages: MessageView[]; more: boolean }>('GET', `messages?${query({ search: text, limit: 20 })}`),
  ]);
  return { text, users: users.users, groups: groups.groups, ...messages };
});

effect(() => {
  if (searchText.value !== undefined) found.refresh();
});

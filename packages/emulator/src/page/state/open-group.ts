import { computed, effect, signal } from '@preact/signals';
import type { CopyView, MessageView } from '../../control/message-view.ts';
import { act } from './acts.ts';
import { call, query } from './api.ts';
import { groups } from './groups.ts';
import { concernsGroups, concernsMessages, onBatch } from './live.ts';
import { addressOf, readGroup } from './read-group.ts';
import { createResource } from './resource.ts';
import { groupName } from './route.ts';
import { createThreadSource } from './thread-source.ts';

/** The group or room that the address names, with its members; `gone` where there is none. */
export const openGroup = createResource(() =>
  groupName.value === undefined ? undefined : readGroup(groupName.value),
);

/** Its members; none where none is open. */
export const openMembers = computed(() => {
  const known = openGroup.value.value;
  return known === undefined || known === 'gone' ? [] : known.members;
});

const pickedActor = signal<string | undefined>(undefined);

/** As which member one acts in it: the one that was picked, else the first. Empty where there is nobody. */
export const actor = computed(() => {
  const members = openMembers.value.map(({ userId }) => userId);
  return members.find((userId) => userId === pickedActor.value) ?? members[0] ?? '';
});

export function actAs(userId: string): void {
  pickedActor.value = userId;
}

/** All that was written in it, as seen by the member as whom one acts. */
export const groupThread = createThreadSource(async (page) => {
  const name = groupName.value;
  if (name === undefined) return { messages: [], more: false };
  const { messages, more } = await call<{ messages: MessageView[]; more: boolean }>(
    'GET',
    `${addressOf(name)}/messages?${query(page)}`,
  );
  return { messages: messages.map((message) => asCopy(message, '')), more };
});

/** A message of a group as a member has it. What is not for them is shown all the same: one looks from outside. */
export function asCopy(message: MessageView, userId: string): CopyView {
  return {
    ...message,
    userId,
    direction: userId !== '' && message.from === userId ? 'sent' : 'received',
    delivered: true,
    pushShown: false,
    conversation: { channel: message.channel, with: message.to },
  };
}

/** A user joins or leaves it, on a device of their own. */
export async function changeMembership(what: 'join' | 'leave', userId: string): Promise<void> {
  const name = groupName.value;
  if (name === undefined) return;
  await act(name.vendor, userId, { act: what, channel: name.channel, id: name.id });
  refresh();
}

/** A member may write no more, or again. */
export async function changeMute(what: 'mute' | 'unmute', userId: string): Promise<void> {
  const name = groupName.value;
  if (name === undefined) return;
  await call('PATCH', addressOf(name), { [what]: [userId] });
  refresh();
}

function refresh(): void {
  openGroup.refresh();
  groupThread.thread.refresh();
  groups.refresh();
}

let lastName = '';
effect(() => {
  const name = groupName.value;
  const key = name === undefined ? '' : addressOf(name);
  if (key === lastName) return;
  lastName = key;
  pickedActor.value = undefined;
  openGroup.restart();
  groupThread.restart();
});

onBatch((batch) => {
  const name = groupName.value;
  if (name === undefined) return;
  if (concernsGroups(batch)) openGroup.refresh();
  if (concernsMessages(batch, ({ vendor, to }) => vendor === name.vendor && to === name.id)) {
    groupThread.thread.refresh();
  }
});

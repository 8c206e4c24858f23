import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { GroupDetail } from '../../control/group-view.ts';
import type { ConversationName } from '../../control/message-view.ts';
import type { ConversationView } from '../../control/user-view.ts';
import { forEachVendor, type Vendor } from '../../vendor.ts';
import { call, path, query } from './api.ts';
import { concernsGroups, concernsMessages, onBatch } from './live.ts';
import { person, personId } from './people.ts';
import { readGroup } from './read-group.ts';
import { createResource, type Resource } from './resource.ts';
import { createThreadSource, type ThreadPage, type ThreadSource } from './thread-source.ts';

/** The chosen person's account at one vendor: what their device there would show. */
export interface Account extends ThreadSource {
  readonly vendor: Vendor;
  readonly conversations: Resource<{ total: number; conversations: ConversationView[] }>;
  /** Which conversation is open: the one that was picked, else the newest. */
  readonly open: ReadonlySignal<ConversationName | undefined>;
  /** The open conversation's display name; empty where it has none. */
  readonly openName: ReadonlySignal<string>;
  /** The open conversation's group or room, where it is one. */
  readonly group: Resource<GroupDetail | 'gone'>;
  /** Picked by hand. */
  readonly picked: Signal<ConversationName | undefined>;
}

export function sameConversation(
  one: ConversationName | undefined,
  other: ConversationName | undefined,
): boolean {
  return one?.channel === other?.channel && one?.with === other?.with;
}

function createAccount(vendor: Vendor): Account {
  const picked = signal<ConversationName | undefined>(undefined);
  const base = () => `users/${path(vendor, personId.value)}`;

  const conversations = createResource(() =>
    personId.value === ''
      ? undefined
      : call<{ total: number; conversations: ConversationView[] }>('GET', `${base()}/conversations`),
  );
  // Not the object but what it says: a list that is read anew opens nothing anew.
  const newestKey = computed(() => {
    const newest = conversations.value.value?.conversations[0];
    return newest === undefined ? '' : JSON.stringify({ channel: newest.channel, with: newest.with });
  });
  const open = computed<ConversationName | undefined>(() => {
    if (picked.value !== undefined) return picked.value;
    return newestKey.value === '' ? undefined : JSON.parse(newestKey.value);
  });
  const source = createThreadSource((page) => {
    if (personId.value === '' || open.value === undefined) return undefined;
    const { channel, with: other } = open.value;
    const which = query({ channel, ...page });
    // A broadcast's `with` is empty, which a query leaves out.
    return call<ThreadPage>('GET', `${base()}/messages?${which}&with=${encodeURIComponent(other)}`);
  });

  const group = createResource(() => {
    if (open.value === undefined || personId.value === '') return undefined;
    const { channel, with: id } = open.value;
    return channel === 'group' || channel === 'room' ? readGroup({ vendor, channel, id }) : undefined;
  });

  let lastPerson = '';
  effect(() => {
    const now = personId.value;
    if (now === lastPerson) return;
    lastPerson = now;
    picked.value = undefined;
    conversations.restart();
  });
  let lastOpen: ConversationName | undefined;
  let openFor = '';
  effect(() => {
    const now = open.value;
    const who = personId.value;
    if (who === openFor && sameConversation(now, lastOpen)) return;
    lastOpen = now;
    openFor = who;
    source.restart();
    group.restart();
  });
  onBatch((batch) => {
    if (concernsGroups(batch)) group.refresh();
    const me = personId.value;
    const mine = concernsMessages(
      batch,
      (brief) =>
        brief.vendor === vendor &&
        (brief.userId === me || brief.from === me || brief.to === me || brief.channel !== 'direct'),
    );
    if (!mine) return;
    conversations.refresh();
    source.thread.refresh();
  });

  return {
    ...source,
    vendor,
    conversations,
    group,
    open,
    openName: computed(
      () =>
        conversations.value.value?.conversations.find((one) => sameConversation(one, open.value))?.name ?? '',
    ),
    picked,
  };
}

export const accounts: Readonly<Record<Vendor, Account>> = forEachVendor(createAccount);

let lastPerson = '';
effect(() => {
  if (personId.value === lastPerson) return;
  lastPerson = personId.value;
  person.restart();
});

import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  batch as together,
} from '@preact/signals';
import type { ConversationName, CopyView } from '../../control/message-view.ts';
import type { ConversationView } from '../../control/user-view.ts';
import type { Vendor } from '../../vendor.ts';
import { call, path, query } from './api.ts';
import { concernsMessages, onBatch } from './live.ts';
import { person, personId } from './people.ts';
import { createResource, type Resource } from './resource.ts';

/** The chosen person's account at one vendor: what their device there would show. */
export interface Account {
  readonly vendor: Vendor;
  readonly conversations: Resource<{ total: number; conversations: ConversationView[] }>;
  /** Which conversation is open: the one that was picked, else the newest. */
  readonly open: ReadonlySignal<ConversationName | undefined>;
  /** The open conversation's display name; empty where it has none. */
  readonly openName: ReadonlySignal<string>;
  /** Picked by hand. */
  readonly picked: Signal<ConversationName | undefined>;
  /** The open conversation's messages, newest first. */
  readonly thread: Resource<Thread>;
  /** True while the thread ends before the newest message. */
  readonly inThePast: ReadonlySignal<boolean>;
  earlier(): void;
  newest(): void;
}

interface Thread {
  readonly messages: readonly CopyView[];
  readonly more: boolean;
}

const step = 60;
/** So many messages are drawn at most; earlier ones take the place of the newest. */
const maxMessages = 300;

export function sameConversation(
  one: ConversationName | undefined,
  other: ConversationName | undefined,
): boolean {
  return one?.channel === other?.channel && one?.with === other?.with;
}

function createAccount(vendor: Vendor): Account {
  const picked = signal<ConversationName | undefined>(undefined);
  const limit = signal(step);
  const before = signal<number | undefined>(undefined);
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
  const thread = createResource(() => {
    if (personId.value === '' || open.value === undefined) return undefined;
    const { channel, with: other } = open.value;
    const which = query({ channel, limit: limit.value, before: before.value });
    // A broadcast's `with` is empty, which a query leaves out.
    return call<Thread>('GET', `${base()}/messages?${which}&with=${encodeURIComponent(other)}`);
  });

  let lastPerson = '';
  effect(() => {
    const now = personId.value;
    if (now === lastPerson) return;
    lastPerson = now;
    together(() => {
      picked.value = undefined;
      limit.value = step;
      before.value = undefined;
    });
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
    together(() => {
      limit.value = step;
      before.value = undefined;
    });
    thread.restart();
  });
  onBatch((batch) => {
    const me = personId.value;
    const mine = concernsMessages(
      batch,
      (brief) =>
        brief.vendor === vendor &&
        (brief.userId === me || brief.from === me || brief.to === me || brief.channel !== 'direct'),
    );
    if (!mine) return;
    conversations.refresh();
    thread.refresh();
  });

  return {
    vendor,
    conversations,
    open,
    openName: computed(
      () =>
        conversations.value.value?.conversations.find((one) => sameConversation(one, open.value))?.name ?? '',
    ),
    picked,
    thread,
    inThePast: computed(() => before.value !== undefined),
    earlier: () => {
      const shown = thread.value.value?.messages ?? [];
      if (limit.value < maxMessages) limit.value += step;
      else {
        before.value = shown[step - 1]?.id ?? before.value;
      }
      thread.refresh();
    },
    newest: () => {
      limit.value = step;
      before.value = undefined;
      thread.refresh();
    },
  };
}

export const accounts: Readonly<Record<Vendor, Account>> = {
  zim: createAccount('zim'),
  tencentIm: createAccount('tencentIm'),
};

let lastPerson = '';
effect(() => {
  if (personId.value === lastPerson) return;
  lastPerson = personId.value;
  person.restart();
});

import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { GroupView } from '../../control/group-view.ts';
import type { MessageView } from '../../control/message-view.ts';
import { kindOf, membersOf } from '../format/group-words.ts';
import { clockTime } from '../format/time.ts';
import { accounts } from '../state/account.ts';
import { asCopy } from '../state/open-group.ts';
import { go, goToGroup } from '../state/route.ts';
import { found, searchText } from '../state/search.ts';
import { select } from '../state/selection.ts';
import { Avatar, GroupAvatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { VendorBadge } from './vendor-badge.tsx';

/** What a search found, as one list that the arrow keys walk through. */
type Hit =
  | { readonly kind: 'person'; readonly key: string; readonly userId: string; readonly name: string }
  | { readonly kind: 'group'; readonly key: string; readonly group: GroupView }
  | { readonly kind: 'message'; readonly key: string; readonly message: MessageView };

/** Looks for people, groups, and words in messages. */
export function SearchBox() {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const isOpen = useSignal(false);
  const at = useSignal(0);
  const result = found.value.value;
  const hits: Hit[] = [
    ...(result?.users.map(({ userId, name }): Hit => ({ kind: 'person', key: `p${userId}`, userId, name })) ??
      []),
    ...(result?.groups.map(
      (group): Hit => ({ kind: 'group', key: `g${group.vendor}/${group.channel}/${group.id}`, group }),
    ) ?? []),
    ...(result?.messages.map((message): Hit => ({ kind: 'message', key: `m${message.id}`, message })) ?? []),
  ];
  const current = Math.min(at.value, hits.length - 1);

  useEffect(() => {
    const onDown = (event: MouseEvent) => {
      if (!box.current?.contains(event.target as Node)) isOpen.value = false;
    };
    document.addEventListener('mousedown', onDown);
    return () => document.removeEventListener('mousedown', onDown);
  }, [isOpen]);

  const pick = (hit: Hit | undefined) => {
    if (hit === undefined) return;
    isOpen.value = false;
    searchText.value = '';
    field.current?.blur();
    if (hit.kind === 'person') go('inbox', hit.userId);
    else if (hit.kind === 'group') goToGroup(hit.group);
    else openMessage(hit.message);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (searchText.value === '') field.current?.blur();
      searchText.value = '';
      isOpen.value = false;
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(hits[current]);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      isOpen.value = true;
      at.value = Math.max(0, Math.min(hits.length - 1, current + (event.key === 'ArrowDown' ? 1 : -1)));
    }
  };
  const showsList = isOpen.value && searchText.value.trim() !== '' && result !== undefined;

  return (
    <div class="search" ref={box}>
      <Icon name="search" size={16} />
      <input
        id="search"
        ref={field}
        class="search-field"
        type="text"
        role="combobox"
        placeholder="Search people, groups and messages"
        aria-label="Search people, groups and messages"
        aria-expanded={showsList}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={showsList && hits.length > 0 ? `${id}-${current}` : undefined}
        autocomplete="off"
        spellcheck={false}
        value={searchText.value}
        onInput={(event) => {
          searchText.value = event.currentTarget.value;
          isOpen.value = true;
          at.value = 0;
        }}
        onFocus={() => {
          isOpen.value = true;
        }}
        onKeyDown={onKeyDown}
      />
      <kbd class="search-key">/</kbd>
      <div class="search-list" role="listbox" id={`${id}-list`} aria-label="Found" hidden={!showsList}>
        {hits.length === 0 && <p class="search-none muted">Nothing found for “{result?.text}”.</p>}
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the current option
          <div
            key={hit.key}
            id={`${id}-${index}`}
            role="option"
            class="search-hit"
            aria-selected={index === current}
            onMouseDown={(event) => {
              event.preventDefault();
              pick(hit);
            }}
            onMouseMove={() => {
              at.value = index;
            }}
          >
            <HitView hit={hit} />
          </div>
        ))}
      </div>
    </div>
  );
}

function HitView({ hit }: { hit: Hit }) {
  if (hit.kind === 'person') {
    return (
      <>
        <Avatar userId={hit.userId} name={hit.name} />
        <span class="search-hit-text">
          <strong>{hit.name || hit.userId}</strong>
          <span class="muted">{hit.userId}</span>
        </span>
      </>
    );
  }
  if (hit.kind === 'group') {
    const { vendor, channel, id, name } = hit.group;
    return (
      <>
        <GroupAvatar id={id} name={name} channel={channel} />
        <span class="search-hit-text">
          <strong>{name || id}</strong>
          <span class="muted">
            {kindOf(hit.group)} · {membersOf(hit.group)}
          </span>
        </span>
        <VendorBadge vendor={vendor} short />
      </>
    );
  }
  const { vendor, from, to, preview, time } = hit.message;
  return (
    <>
      <VendorBadge vendor={vendor} short />
      <span class="search-hit-text">
        <span class="search-hit-preview">{preview}</span>
        <span class="muted">
          {from} to {to || 'everyone'} · {clockTime(time)}
        </span>
      </span>
    </>
  );
}

/** Shows a message in its group or room, or in the inbox of whom it reached; the sender's where it reached everyone. */
function openMessage(message: MessageView): void {
  const { channel } = message;
  if (channel === 'group' || channel === 'room') {
    goToGroup({ vendor: message.vendor, channel, id: message.to });
    setTimeout(() => select(asCopy(message, message.from)), 50);
    return;
  }
  const direct = message.channel === 'direct';
  const userId = direct ? message.to : message.from;
  const conversation = { channel: message.channel, with: direct ? message.from : message.to };
  go('inbox', userId);
  // The address changes first, and clears what was picked for the person before.
  setTimeout(() => {
    accounts[message.vendor].picked.value = conversation;
    select({
      ...message,
      userId,
      direction: direct ? 'received' : 'sent',
      delivered: true,
      pushShown: false,
      conversation,
    });
  }, 50);
}

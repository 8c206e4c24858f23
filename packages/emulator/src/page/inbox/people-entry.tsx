import type { ComponentChildren } from 'preact';
import type { GroupView } from '../../control/group-view.ts';
import type { UserView } from '../../control/user-view.ts';
import { systemSender } from '../../world/message.ts';
import { kindOf, membersOf } from '../format/group-words.ts';
import { shortTime } from '../format/time.ts';
import { nameOf } from '../state/names.ts';
import { personId } from '../state/people.ts';
import { detail, groupName, linkTo, linkToGroup, view } from '../state/route.ts';
import { Avatar, GroupAvatar } from '../ui/avatar.tsx';
import { focusWhenShown } from '../ui/focus.ts';
import { vendorNames, vendorOrder, vendorPages } from '../vendors.ts';

/** Where the arrow keys go on in a person's messages. */
const firstItem = '.conversation[tabindex="0"]';

/** The same in a group: its messages, or who is in it where nothing was written. */
function firstOfGroup(key: string): string {
  const pane = `.group-pane[data-group="${CSS.escape(key)}"]`;
  return `${pane} .thread [data-item][tabindex="0"], ${pane} .column:has(.empty) + .members [data-item][tabindex="0"]`;
}

/** A person in the list. */
export function PersonEntry({ user }: { user: UserView }) {
  const { userId, name, accounts, preview, lastAt } = user;
  const unread = vendorOrder.reduce((sum, vendor) => sum + (accounts[vendor]?.unread ?? 0), 0);
  const online = vendorOrder.some((vendor) => accounts[vendor]?.presence === 'online');
  const current = userId === personId.value && groupName.value === undefined;
  const atInbox = view.value === 'inbox' && detail.value === userId;
  return (
    <a
      class="person"
      data-item
      href={linkTo('inbox', userId)}
      aria-current={current ? (atInbox ? 'page' : 'true') : undefined}
      onClick={(event) => {
        // Enter, and no mouse: the focus goes on to the person's conversations.
        if (event.detail === 0)
          focusWhenShown(`.person-pane[data-user="${CSS.escape(userId)}"] ${firstItem}`);
      }}
    >
      <Avatar userId={userId} name={name} presence={online ? 'online' : 'offline'} />
      <EntryText title={name || userId} lastAt={lastAt} preview={preview || emptyPreview(user)}>
        {unread > 0 && (
          <span class="unread" title={`${unread} unread`}>
            {unread > 99 ? '99+' : unread}
            <span class="for-readers"> unread</span>
          </span>
        )}
      </EntryText>
      <span class="person-vendors">
        {vendorOrder.map((vendor) => (
          <span
            key={vendor}
            class="dot"
            data-vendor={vendor}
            data-absent={accounts[vendor] === undefined || undefined}
            title={`${vendorNames[vendor]}: ${accounts[vendor] === undefined ? 'no account' : accounts[vendor].presence}`}
          />
        ))}
      </span>
    </a>
  );
}

/** What stands where there are no words to show. */
function emptyPreview({ lastAt, name, userId }: UserView): string {
  if (lastAt !== undefined) return 'Taken back';
  return name === '' ? 'No messages yet' : userId;
}

/** A group or a room in the list. */
export function GroupEntry({ group }: { group: GroupView }) {
  const { vendor, channel, id, name, lastAt, lastFrom, preview = '' } = group;
  const key = `${vendor}/${channel}/${id}`;
  const open = groupName.value;
  const isOpen = open?.vendor === vendor && open.channel === channel && open.id === id;
  const from = lastFrom === undefined || lastFrom === systemSender ? '' : `${nameOf(lastFrom)}: `;
  return (
    <a
      class="person"
      data-item
      data-group={key}
      href={linkToGroup(group)}
      aria-current={isOpen ? 'page' : undefined}
      title={`${kindOf(group)} at ${vendorNames[vendor]}, ${membersOf(group)}`}
      onClick={(event) => {
        if (event.detail === 0) focusWhenShown(firstOfGroup(key));
      }}
    >
      <GroupAvatar id={id} name={name} channel={channel} />
      <EntryText title={name || id} lastAt={lastAt} preview={preview === '' ? '' : `${from}${preview}`}>
        <span class="person-kind">
          {vendorPages[vendor].isRoom(group) ? 'Room' : 'Group'} ·{' '}
          {preview === '' ? membersOf(group) : group.memberCount}
          {preview !== '' && <span class="for-readers"> in it</span>}
        </span>
      </EntryText>
      <span class="person-vendors">
        <span class="dot" data-vendor={vendor} title={vendorNames[vendor]} />
      </span>
    </a>
  );
}

interface TextProps {
  readonly title: string;
  readonly lastAt: number | undefined;
  readonly preview: string;
  readonly children: ComponentChildren;
}

function EntryText({ title, lastAt, preview, children }: TextProps) {
  return (
    <span class="person-text">
      <span class="person-line">
        <span class="person-name">{title}</span>
        {lastAt !== undefined && <time class="person-time">{shortTime(lastAt)}</time>}
      </span>
      <span class="person-line">
        {preview !== '' && <span class="person-preview">{preview}</span>}
        {children}
      </span>
    </span>
  );
}

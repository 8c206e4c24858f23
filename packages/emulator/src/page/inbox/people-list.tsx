import { useRef } from 'preact/hooks';
import type { UserView } from '../../control/user-view.ts';
import { count } from '../format/size.ts';
import { shortTime } from '../format/time.ts';
import { filter, people, personId, showMorePeople } from '../state/people.ts';
import { detail, linkTo, view } from '../state/route.ts';
import { vendorNames, vendorOrder } from '../state/vendors.ts';
import { Avatar } from '../ui/avatar.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { focusWhenShown } from '../ui/focus.ts';
import { useRoving } from '../ui/roving.ts';

/** Where the arrow keys go on in a person's messages. */
const firstItem = '.conversation[tabindex="0"]';

/** Everybody who has an account, those with the newest messages first. */
export function PeopleList() {
  const list = useRef<HTMLElement>(null);
  useRoving(list);
  const known = people.value.value;
  const hidden = known === undefined ? 0 : known.total - known.users.length;
  return (
    <nav class="people" aria-label="People" ref={list}>
      <div class="people-head">
        <h2>People</h2>
        {known !== undefined && <span class="muted">{count(known.total)}</span>}
      </div>
      {known !== undefined && (known.total > 8 || filter.value !== '') && (
        <input
          class="input people-filter"
          type="search"
          placeholder="Narrow by id or name"
          aria-label="Narrow the list of people"
          value={filter.value}
          onInput={(event) => {
            filter.value = event.currentTarget.value;
          }}
        />
      )}
      {known?.total === 0 && filter.value === '' && (
        <EmptyState icon="group" title="Nobody here yet">
          Register users through the library or the vendors’ APIs, or add some under{' '}
          <a href={linkTo('setup')}>Setup</a>.
        </EmptyState>
      )}
      {known?.total === 0 && filter.value !== '' && <p class="people-none muted">Nobody is called that.</p>}
      <ul class="people-items">
        {known?.users.map((user) => (
          <Person key={user.userId} user={user} />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" class="button button-quiet people-more" onClick={showMorePeople}>
          Show more of {count(hidden)} others
        </button>
      )}
    </nav>
  );
}

function Person({ user }: { user: UserView }) {
  const { userId, name, accounts, preview, lastAt } = user;
  const unread = vendorOrder.reduce((sum, vendor) => sum + (accounts[vendor]?.unread ?? 0), 0);
  const online = vendorOrder.some((vendor) => accounts[vendor]?.presence === 'online');
  const current = userId === personId.value;
  const atInbox = view.value === 'inbox' && detail.value === userId;
  return (
    <li>
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
        <span class="person-text">
          <span class="person-line">
            <span class="person-name">{name || userId}</span>
            {lastAt !== undefined && <time class="person-time">{shortTime(lastAt)}</time>}
          </span>
          <span class="person-line">
            <span class="person-preview">{preview || (name === '' ? 'No messages yet' : userId)}</span>
            {unread > 0 && (
              <span class="unread" title={`${unread} unread`}>
                {unread > 99 ? '99+' : unread}
                <span class="for-readers"> unread</span>
              </span>
            )}
          </span>
        </span>
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
    </li>
  );
}

import { useRef } from 'preact/hooks';
import type { GroupView } from '../../control/group-view.ts';
import type { UserView } from '../../control/user-view.ts';
import { count } from '../format/size.ts';
import { groups, showMoreGroups } from '../state/groups.ts';
import { filter, people, showMorePeople } from '../state/people.ts';
import { linkTo } from '../state/route.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useRoving } from '../ui/roving.ts';
import { GroupEntry, PersonEntry } from './people-entry.tsx';

type Entry =
  | { readonly kind: 'person'; readonly key: string; readonly lastAt: number; readonly user: UserView }
  | { readonly kind: 'group'; readonly key: string; readonly lastAt: number; readonly group: GroupView };

/** Everybody who has an account, and all groups and rooms; those with the newest messages first. */
export function PeopleList() {
  const list = useRef<HTMLElement>(null);
  useRoving(list);
  const known = people.value.value;
  const knownGroups = groups.value.value;
  const total = (known?.total ?? 0) + (knownGroups?.total ?? 0);
  const isKnown = known !== undefined && knownGroups !== undefined;
  const hiddenPeople = known === undefined ? 0 : known.total - known.users.length;
  const hiddenGroups = knownGroups === undefined ? 0 : knownGroups.total - knownGroups.groups.length;
  return (
    <nav class="people" aria-label="People and groups" ref={list}>
      <div class="people-head">
        <h2>People and groups</h2>
        {isKnown && <span class="muted">{count(total)}</span>}
      </div>
      {isKnown && (total > 8 || filter.value !== '') && (
        <input
          class="input people-filter"
          type="search"
          placeholder="Narrow by id or name"
          aria-label="Narrow the list of people and groups"
          value={filter.value}
          onInput={(event) => {
            filter.value = event.currentTarget.value;
          }}
        />
      )}
      {isKnown && total === 0 && filter.value === '' && (
        <EmptyState icon="group" title="Nobody here yet">
          Register users through the library or the vendors’ APIs, or add some under{' '}
          <a href={linkTo('setup')}>Setup</a>.
        </EmptyState>
      )}
      {isKnown && total === 0 && filter.value !== '' && (
        <p class="people-none muted">Nobody and no group is called that.</p>
      )}
      <ul class="people-items">
        {entriesOf(known?.users ?? [], knownGroups?.groups ?? []).map((entry) => (
          <li key={entry.key}>
            {entry.kind === 'person' ? <PersonEntry user={entry.user} /> : <GroupEntry group={entry.group} />}
          </li>
        ))}
      </ul>
      {hiddenPeople > 0 && (
        <button type="button" class="button button-quiet people-more" onClick={showMorePeople}>
          Show more of {count(hiddenPeople)} others
        </button>
      )}
      {hiddenGroups > 0 && (
        <button type="button" class="button button-quiet people-more" onClick={showMoreGroups}>
          Show more of {count(hiddenGroups)} other groups
        </button>
      )}
    </nav>
  );
}

/** Both lists come with the newest first; so does what they make together. */
function entriesOf(users: readonly UserView[], groupViews: readonly GroupView[]): Entry[] {
  const all: Entry[] = [
    ...users.map((user): Entry => ({ kind: 'person', key: user.userId, lastAt: user.lastAt ?? 0, user })),
    ...groupViews.map(
      (group): Entry => ({
        kind: 'group',
        key: `${group.vendor}/${group.channel}/${group.id}`,
        lastAt: group.lastAt ?? 0,
        group,
      }),
    ),
  ];
  return all.sort((one, other) => other.lastAt - one.lastAt);
}

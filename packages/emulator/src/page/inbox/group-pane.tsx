import { signal } from '@preact/signals';
import type { GroupDetail, GroupName } from '../../control/group-view.ts';
import { kindOf, membersOf } from '../format/group-words.ts';
import { nameOf } from '../state/names.ts';
import { actAs, actor, asCopy, groupThread, openGroup, openMembers } from '../state/open-group.ts';
import { linkTo } from '../state/route.ts';
import { GroupAvatar } from '../ui/avatar.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { Composer } from './composer.tsx';
import { MemberList } from './member-list.tsx';
import { Thread } from './thread.tsx';

/** Where there is no place for both, whether the members are shown in place of the messages. */
const showsMembers = signal(false);

/** A group or a room from outside: all that was written in it, and who is in it. */
export function GroupPane({ name }: { name: GroupName }) {
  const group = openGroup.value.value;
  return (
    <section
      class="person-pane group-pane"
      data-vendor={name.vendor}
      data-group={`${name.vendor}/${name.channel}/${name.id}`}
      aria-label={`Group ${name.id}`}
    >
      {group === undefined && <Head name={name} />}
      {group === 'gone' && (
        <>
          <Head name={name} />
          <EmptyState icon="group" title="There is no such group or room">
            It may have been dissolved. What was written in it is still found by search.
          </EmptyState>
        </>
      )}
      {group !== undefined && group !== 'gone' && <Whole group={group} />}
    </section>
  );
}

function Head({ name, group }: { name: GroupName; group?: GroupDetail }) {
  const { vendor, channel, id } = name;
  return (
    <header class="person-head">
      <a class="button-icon narrow-only" href="#/inbox" aria-label="Back to people and groups">
        <Icon name="back" />
      </a>
      <GroupAvatar id={id} name={group?.name ?? ''} channel={channel} size="large" />
      <div class="person-title">
        <h1>{group?.name || id}</h1>
        <p class="muted">
          <code>{id}</code>
          {group !== undefined && ` · ${kindOf(group)} · ${membersOf(group)}`}
          {group?.owner !== undefined && ` · owner ${nameOf(group.owner)}`}
        </p>
      </div>
      <VendorBadge vendor={vendor} />
      {group !== undefined && (
        <button
          type="button"
          class="button members-switch"
          aria-pressed={showsMembers.value}
          onClick={() => {
            showsMembers.value = !showsMembers.value;
          }}
        >
          <Icon name="group" size={16} /> {showsMembers.value ? 'Messages' : 'Members'}
        </button>
      )}
    </header>
  );
}

function Whole({ group }: { group: GroupDetail }) {
  const { vendor, channel, id, name } = group;
  const conversation = { channel, with: id, name };
  const messages = groupThread.thread.value.value?.messages.map((message) => asCopy(message, actor.value));
  return (
    <>
      <Head name={group} group={group} />
      <div class="group-columns" data-members={showsMembers.value || undefined}>
        <div class="column" data-vendor={vendor} data-open="yes">
          {messages?.length === 0 ? (
            <EmptyState icon="inbox" title="Nothing was written yet">
              What is sent to {name || id} appears here at once.
            </EmptyState>
          ) : (
            <Thread source={groupThread} conversation={conversation} messages={messages ?? []} />
          )}
          {actor.value === '' ? (
            <p class="composer muted small">Nobody is in it: nobody can write.</p>
          ) : (
            <Composer
              vendor={vendor}
              from={actor.value}
              conversation={conversation}
              members={openMembers.value.map(({ userId }) => userId)}
              onSent={groupThread.newest}
            >
              <ActorChoice />
            </Composer>
          )}
        </div>
        <MemberList group={group} />
      </div>
    </>
  );
}

/** As which member one writes, recalls, edits and reads. */
function ActorChoice() {
  return (
    <label class="actor">
      <span class="muted">Act as</span>
      <select
        class="input"
        value={actor.value}
        onChange={(event) => {
          actAs(event.currentTarget.value);
        }}
      >
        {openMembers.value.map(({ userId, name, muted }) => (
          <option key={userId} value={userId}>
            {name === '' || name === userId ? userId : `${name} (${userId})`}
            {muted && ', muted'}
          </option>
        ))}
      </select>
      <a href={linkTo('inbox', actor.value)}>Their inbox</a>
    </label>
  );
}

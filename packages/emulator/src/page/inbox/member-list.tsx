import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { GroupDetail, GroupMemberView } from '../../control/group-view.ts';
import { membersOf } from '../format/group-words.ts';
import { shortTime } from '../format/time.ts';
import { attempt } from '../state/notice.ts';
import { actAs, actor, changeMembership, changeMute } from '../state/open-group.ts';
import { people } from '../state/people.ts';
import { go } from '../state/route.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton, type MenuItem } from '../ui/menu.tsx';
import { useRoving } from '../ui/roving.ts';

/** Who is in a group or a room; who joins, leaves and is muted. */
export function MemberList({ group }: { group: GroupDetail }) {
  const list = useRef<HTMLUListElement>(null);
  useRoving(list);
  return (
    <section class="members" aria-label="Members">
      <h2>{membersOf(group)}</h2>
      <ul ref={list}>
        {group.members.map((member) => (
          <Member key={member.userId} group={group} member={member} />
        ))}
      </ul>
      <Join group={group} />
    </section>
  );
}

function Member({ group, member }: { group: GroupDetail; member: GroupMemberView }) {
  const { userId, name, presence } = member;
  const isActor = actor.value === userId;
  return (
    <li class="member" data-actor={isActor || undefined}>
      <button
        type="button"
        class="member-main"
        data-item
        aria-current={isActor ? 'true' : undefined}
        title={`Act as ${userId}`}
        onClick={() => actAs(userId)}
      >
        <Avatar userId={userId} name={name} presence={presence ?? 'never'} />
        <span class="person-text">
          <span class="person-name">{name || userId}</span>
          <span class="member-marks">
            {name !== '' && <code>{userId}</code>}
            {member.role !== 'member' && <b>{member.role === 'owner' ? 'owner' : 'administrator'}</b>}
            {member.muted && <span class="mark-warn">{muteText(member)}</span>}
            {isActor && <span class="mark-actor">you act as them</span>}
          </span>
        </span>
      </button>
      <MenuButton
        label={`What ${userId} can do`}
        class="button-icon"
        items={() => memberActions(group, member)}
      >
        <Icon name="more" size={16} />
      </MenuButton>
    </li>
  );
}

function muteText({ mutedUntil }: GroupMemberView): string {
  return mutedUntil === undefined ? 'muted' : `muted until ${shortTime(mutedUntil)}`;
}

function memberActions({ channel }: GroupDetail, { userId, muted }: GroupMemberView): readonly MenuItem[] {
  const mute = muted ? 'unmute' : 'mute';
  return [
    { label: `Act as ${userId}`, pick: () => actAs(userId) },
    { label: 'Open their inbox', pick: () => go('inbox', userId) },
    ...(channel === 'group'
      ? [
          {
            label: muted ? 'Let them write again' : 'Mute',
            hint: muted ? '' : 'what they write is refused',
            pick: () => attempt(() => changeMute(mute, userId)),
          },
        ]
      : []),
    {
      label: 'Leave',
      hint: `as ${userId}’s device`,
      danger: true,
      pick: () => attempt(() => changeMembership('leave', userId), `${userId} left`),
    },
  ];
}

/** Lets somebody in, as their own device would ask. */
function Join({ group }: { group: GroupDetail }) {
  const id = useId();
  const userId = useSignal('');
  const inside = new Set(group.members.map((member) => member.userId));
  const others = (people.value.value?.users ?? []).filter(
    (user) => !inside.has(user.userId) && user.accounts[group.vendor] !== undefined,
  );
  const join = (event: Event) => {
    event.preventDefault();
    const who = userId.value.trim();
    if (who === '') return;
    attempt(async () => {
      await changeMembership('join', who);
      userId.value = '';
    }, `${who} joined`);
  };
  return (
    <form class="join" onSubmit={join}>
      <input
        class="input"
        placeholder="User id"
        aria-label="Who joins"
        list={`${id}-others`}
        value={userId.value}
        onInput={(event) => {
          userId.value = event.currentTarget.value;
        }}
      />
      <datalist id={`${id}-others`}>
        {others.map((user) => (
          <option key={user.userId} value={user.userId} />
        ))}
      </datalist>
      <button type="submit" class="button">
        {group.channel === 'room' ? 'Enter' : 'Join'}
      </button>
    </form>
  );
}

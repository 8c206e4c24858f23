import type { GroupMemberView } from '../../control/group-view.ts';
import type { Vendor } from '../../vendor.ts';
import { kindOf, membersOf } from '../format/group-words.ts';
import { accounts } from '../state/account.ts';
import { act } from '../state/acts.ts';
import { attempt } from '../state/notice.ts';
import { linkToGroup } from '../state/route.ts';

interface Props {
  readonly vendor: Vendor;
  readonly userId: string;
}

/** Above a group's messages on a member's device: what it is, what the person is in it, and the way in or out. */
export function GroupNote({ vendor, userId }: Props) {
  const group = accounts[vendor].group.value.value;
  if (group === undefined) return null;
  if (group === 'gone') return <p class="group-note muted">It is there no more.</p>;
  const me = group.members.find((member) => member.userId === userId);
  const what = me === undefined ? 'join' : 'leave';
  const change = () =>
    attempt(
      async () => {
        await act(vendor, userId, { act: what, channel: group.channel, id: group.id });
        accounts[vendor].group.refresh();
      },
      `${userId} ${what === 'join' ? 'joined' : 'left'}`,
    );
  return (
    <div class="group-note">
      <span class="group-note-text">
        {kindOf(group)} · {membersOf(group)} · {standingOf(userId, me)}
      </span>
      <a href={linkToGroup(group)}>See all</a>
      <button type="button" class="button button-small" onClick={change}>
        {what === 'join' ? 'Join' : 'Leave'}
      </button>
    </div>
  );
}

function standingOf(userId: string, me: GroupMemberView | undefined): string {
  if (me === undefined) return `${userId} is not in it`;
  const muted = me.muted ? ', and muted' : '';
  return `${userId} is ${me.role === 'owner' ? 'the owner' : me.role === 'admin' ? 'an administrator' : 'a member'}${muted}`;
}

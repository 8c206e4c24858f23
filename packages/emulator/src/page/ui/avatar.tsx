import type { Presence } from '../../world/user.ts';
import { lookOf } from './avatar-look.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly userId: string;
  readonly name?: string;
  readonly presence?: Presence;
  readonly size?: 'tiny' | 'small' | 'large';
}

/** A user's initials. Pictures are not loaded: their addresses lead away from this machine. */
export function Avatar({ userId, name, presence, size = 'small' }: Props) {
  const { initials, hue, secondHue, angle } = lookOf(userId, name || userId);
  const style = { '--hue': `${hue}`, '--hue-2': `${secondHue}`, '--angle': `${angle}deg` };
  return (
    <span class={`avatar avatar-${size}`} style={style} aria-hidden="true">
      {initials}
      {presence === 'online' && <span class="avatar-online" />}
    </span>
  );
}

interface GroupProps {
  readonly id: string;
  readonly name?: string;
  readonly channel: 'group' | 'room';
  readonly size?: 'small' | 'large';
}

/** A group's or a room's letters, on a square where people have a circle; a room's is open at a corner. */
export function GroupAvatar({ id, name, channel, size = 'small' }: GroupProps) {
  // Not the look of a user of the same name.
  const { initials, hue, secondHue, angle } = lookOf(`${channel} ${id}`, name || id);
  const style = { '--hue': `${hue}`, '--hue-2': `${secondHue}`, '--angle': `${angle}deg` };
  return (
    <span class={`avatar avatar-${size} avatar-${channel}`} style={style} aria-hidden="true">
      {initials}
      <span class="avatar-kind">
        <Icon name={channel === 'room' ? 'door' : 'group'} size={10} />
      </span>
    </span>
  );
}

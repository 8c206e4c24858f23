import type { Presence } from '../../world/user.ts';
import { lookOf } from './avatar-look.ts';

interface Props {
  readonly userId: string;
  readonly name?: string;
  readonly presence?: Presence;
  readonly size?: 'small' | 'large';
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

import type { Presence } from '../../store/user.ts';

const hues = [8, 32, 88, 150, 178, 205, 232, 262, 292, 330];

/** The same person has the same colour everywhere. */
function hueOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hues[hash % hues.length] ?? 232;
}

function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '?')][0]?.toUpperCase() ?? '').join('');
}

interface Props {
  readonly userId: string;
  readonly name?: string;
  readonly presence?: Presence;
  readonly size?: 'small' | 'large';
}

/** A user's initials. Pictures are not loaded: their addresses lead away from this machine. */
export function Avatar({ userId, name, presence, size = 'small' }: Props) {
  return (
    <span class={`avatar avatar-${size}`} style={{ '--hue': String(hueOf(userId)) }} aria-hidden="true">
      {initialsOf(name || userId)}
      {presence === 'online' && <span class="avatar-online" />}
    </span>
  );
}

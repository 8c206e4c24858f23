/** How a user's avatar is drawn: two colours, the angle of the line between them, and letters. */
export interface AvatarLook {
  readonly initials: string;
  /** Degrees. */
  readonly hue: number;
  readonly secondHue: number;
  readonly angle: number;
}

/** The same person looks the same everywhere, and people of like names look different. */
export function lookOf(userId: string, name: string): AvatarLook {
  const hash = hashOf(userId);
  const hue = (hash % 24) * 15;
  const turn = 60 + (Math.floor(hash / 24) % 9) * 30;
  const angle = (Math.floor(hash / 216) % 8) * 45;
  return { initials: initialsOf(name), hue, secondHue: (hue + turn) % 360, angle };
}

/** FNV-1a, with a last round of mixing: ids that differ in their last character differ in every bit. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The first letters of the first and the last word; of `user12` the letter and the number's last two digits. */
function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const [first = '?'] = words;
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letter = [...first][0]?.toUpperCase() ?? '?';
  const digits = /\d{1,2}$/.exec(last ?? first.slice(letter.length))?.[0];
  return `${letter}${digits ?? [...(last ?? '')][0]?.toUpperCase() ?? ''}`;
}

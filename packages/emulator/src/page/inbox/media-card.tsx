import type { ComponentChildren } from 'preact';
import { safeLink, shortLink } from '../format/link.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

interface Props {
  readonly icon: IconName;
  readonly title: string;
  readonly url: string;
  readonly facts: readonly (string | undefined)[];
  /** Draws a sound's wave. */
  readonly wave?: boolean;
  /** Draws a video's frame. */
  readonly poster?: boolean;
  /** What can be done with it. */
  readonly children?: ComponentChildren;
}

/** Stands for something that lies elsewhere. The card fetches nothing; the link leads there. */
export function MediaCard({ icon, title, url, facts, wave = false, poster = false, children }: Props) {
  const known = facts.filter((fact) => fact !== undefined);
  return (
    <div class="media-card" data-poster={poster || undefined}>
      <span class="media-icon">
        <Icon name={icon} size={poster ? 24 : 20} />
      </span>
      <span class="media-text">
        {wave ? <Wave seed={url} /> : <strong>{title}</strong>}
        <span class="media-facts">
          {known.length > 0 && <span>{known.join(' · ')}</span>}
          <OutwardLink url={url} />
        </span>
        {children}
      </span>
    </div>
  );
}

/** A link out of the emulator, or the bare text where it would not be safe to follow. */
export function OutwardLink({ url }: { url: string }) {
  const href = safeLink(url);
  if (href === undefined) return <span class="muted">{shortLink(url) || 'no address'}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" title={url}>
      {shortLink(url)}
    </a>
  );
}

/** Bars that look like a sound; the same address gives the same ones. */
function Wave({ seed }: { seed: string }) {
  let state = 17;
  for (const character of seed) state = (state * 33 + (character.codePointAt(0) ?? 0)) >>> 0;
  const heights = Array.from({ length: 30 }, (_, index) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return 4 + Math.round((state / 0xffff_ffff) * 14 * (0.45 + 0.55 * Math.sin((index / 30) * Math.PI)));
  });
  return (
    <svg class="wave" viewBox="0 0 120 20" width="120" height="20" role="img" aria-label="Audio">
      {heights.map((height, index) => (
        <rect key={index} x={index * 4} y={(20 - height) / 2} width="2.4" height={height} rx="1.2" />
      ))}
    </svg>
  );
}

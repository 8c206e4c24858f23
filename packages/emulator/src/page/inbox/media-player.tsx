import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Part } from '../../content/part.ts';
import { mediaSource } from '../format/link.ts';
import { byteSize } from '../format/size.ts';
import { playTime } from '../format/time.ts';
import { LoadButton, useAsked } from './load-on-click.tsx';
import { MediaCard } from './media-card.tsx';

/** A sound or a video: a card that says where it lies, and its player once somebody asks for it. */
export function MediaPlayer({ part }: { part: Extract<Part, { kind: 'audio' | 'video' }> }) {
  const { kind, url, seconds, size } = part;
  const source = mediaSource(url, location.origin);
  const { asked, ask } = useAsked(url);
  const player = useRef<HTMLMediaElement>(null);
  useLayoutEffect(() => {
    if (asked) player.current?.focus({ preventScroll: true });
  }, [asked]);

  if (source === undefined || (source.kind === 'remote' && !asked)) {
    return (
      <MediaCard
        icon="play"
        title={kind === 'video' ? 'Video' : 'Audio'}
        url={url}
        facts={[
          seconds === undefined ? undefined : playTime(seconds),
          size === undefined ? undefined : byteSize(size),
        ]}
        wave={kind === 'audio'}
        poster={kind === 'video'}
      >
        {source !== undefined && (
          <LoadButton what={kind === 'video' ? 'video' : 'sound'} host={source.host} onLoad={ask} />
        )}
      </MediaCard>
    );
  }
  const setPlayer = (element: HTMLMediaElement | null) => {
    player.current = element;
  };
  if (kind === 'audio') {
    // biome-ignore lint/a11y/useMediaCaption: a message carries no captions
    return <audio ref={setPlayer} class="media" controls preload="metadata" src={source.url} />;
  }
  const poster = mediaSource(part.thumbnailUrl ?? '', location.origin);
  return (
    // biome-ignore lint/a11y/useMediaCaption: a message carries no captions
    <video
      ref={setPlayer}
      class="media"
      controls
      preload="metadata"
      src={source.url}
      // A thumbnail elsewhere is another server, and nobody asked for that one.
      poster={poster?.kind === 'inline' ? poster.url : undefined}
    />
  );
}

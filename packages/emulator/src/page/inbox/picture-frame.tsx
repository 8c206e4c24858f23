import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Part } from '../../content/part.ts';
import { mediaSource } from '../format/link.ts';
import { byteSize } from '../format/size.ts';
import { Icon } from '../ui/icon.tsx';
import { LoadButton, useAsked } from './load-on-click.tsx';
import { OutwardLink } from './media-card.tsx';

const widest = 260;
const highest = 220;

/** A picture in its own proportions: its frame until somebody asks for it, or itself where its address holds it. */
export function PictureFrame({ part }: { part: Extract<Part, { kind: 'image' }> }) {
  const { url, name, width = 0, height = 0, size } = part;
  const source = mediaSource(url, location.origin);
  const { asked, ask } = useAsked(url);
  const failed = useSignal<string | undefined>(undefined);
  const image = useRef<HTMLImageElement>(null);
  // The button that had the focus is gone; whoever uses the keyboard goes on from here.
  useLayoutEffect(() => {
    if (asked) image.current?.focus({ preventScroll: true });
  }, [asked]);

  const scale = width > 0 && height > 0 ? Math.min(widest / width, highest / height) : 0;
  const box =
    scale > 0
      ? { width: `${Math.max(120, Math.round(width * scale))}px`, aspectRatio: `${width} / ${height}` }
      : { width: `${widest}px`, aspectRatio: '4 / 3' };
  const hasFailed = failed.value === url;
  const isShown = source !== undefined && (source.kind === 'inline' || asked) && !hasFailed;
  return (
    <figure class="picture">
      {isShown ? (
        <img
          ref={image}
          class="picture-image"
          src={source.url}
          alt={name || 'Picture'}
          style={box}
          tabIndex={-1}
          referrerpolicy="no-referrer"
          onError={() => {
            failed.value = url;
          }}
        />
      ) : (
        <div class="picture-frame" style={box}>
          <Icon name="image" size={30} />
          {hasFailed && <span class="picture-failed">It could not be loaded</span>}
          {source?.kind === 'remote' && (
            <LoadButton
              what="picture"
              host={source.host}
              onLoad={() => {
                failed.value = undefined;
                ask();
              }}
            />
          )}
        </div>
      )}
      <figcaption>
        <span>
          {[width > 0 ? `${width} × ${height}` : undefined, size === undefined ? undefined : byteSize(size)]
            .filter((fact) => fact !== undefined)
            .join(' · ')}
        </span>
        {source?.kind !== 'inline' && <OutwardLink url={url} />}
      </figcaption>
    </figure>
  );
}

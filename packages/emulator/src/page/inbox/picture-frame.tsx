import type { Part } from '../../content/part.ts';
import { loadable } from '../format/link.ts';
import { byteSize } from '../format/size.ts';
import { Icon } from '../ui/icon.tsx';
import { OutwardLink } from './media-card.tsx';

const widest = 260;
const highest = 220;

/** A picture in its own proportions: itself where it lies on this machine, else its frame and where it lies. */
export function PictureFrame({ part }: { part: Extract<Part, { kind: 'image' }> }) {
  const { url, name, width = 0, height = 0, size } = part;
  const scale = width > 0 && height > 0 ? Math.min(widest / width, highest / height) : 0;
  const box =
    scale > 0
      ? { width: `${Math.max(120, Math.round(width * scale))}px`, aspectRatio: `${width} / ${height}` }
      : { width: `${widest}px`, aspectRatio: '4 / 3' };
  const source = loadable(url);
  return (
    <figure class="picture">
      {source === undefined ? (
        <div class="picture-frame" style={box}>
          <Icon name="image" size={30} />
        </div>
      ) : (
        <img class="picture-image" src={source} alt={name ?? 'Picture'} style={box} loading="lazy" />
      )}
      <figcaption>
        <span>
          {[width > 0 ? `${width} × ${height}` : undefined, size === undefined ? undefined : byteSize(size)]
            .filter((fact) => fact !== undefined)
            .join(' · ')}
        </span>
        {source === undefined && <OutwardLink url={url} />}
      </figcaption>
    </figure>
  );
}

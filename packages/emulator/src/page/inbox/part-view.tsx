import type { Part } from '../../content/part.ts';
import { layOutJson } from '../format/json-tokens.ts';
import { byteSize } from '../format/size.ts';
import { Icon } from '../ui/icon.tsx';
import { LongText } from './long-text.tsx';
import { MediaCard } from './media-card.tsx';
import { MediaPlayer } from './media-player.tsx';
import { PictureFrame } from './picture-frame.tsx';

/** One part of a message. Text is text: nothing in it is ever taken for markup. */
export function PartView({ part }: { part: Part }) {
  switch (part.kind) {
    case 'text':
      return <p class="text">{part.text}</p>;
    case 'image':
      return <PictureFrame part={part} />;
    case 'video':
    case 'audio':
      return <MediaPlayer part={part} />;
    case 'file':
      return <MediaCard icon="file" title={part.name || 'File'} url={part.url} facts={[size(part.size)]} />;
    case 'location':
      return (
        <div class="location">
          <div class="location-map">
            <Icon name="pin" size={26} />
          </div>
          <div class="location-text">
            <strong>{part.label || 'Location'}</strong>
            <span class="muted">
              {part.latitude.toFixed(5)}, {part.longitude.toFixed(5)}
            </span>
          </div>
        </div>
      );
    case 'face':
      return (
        <div class="face">
          <span>#{part.index}</span>
          <small>{part.data || 'sticker'}</small>
        </div>
      );
    case 'custom':
      return (
        <div class="custom">
          <span class="part-label">
            Custom{part.subType === undefined ? '' : ` · type ${part.subType}`}
            {part.description !== undefined && part.description !== '' && <b> {part.description}</b>}
          </span>
          <LongText text={laidOut(part.data)} />
        </div>
      );
    case 'signal':
      return (
        <div class="custom">
          <span class="part-label">Signal to connected devices</span>
          <LongText text={laidOut(part.data)} />
        </div>
      );
    case 'merged':
      return (
        <div class="merged">
          <strong>{part.title || 'Forwarded messages'}</strong>
          {part.lines.map((line, index) => (
            <span key={index}>{line}</span>
          ))}
        </div>
      );
    case 'unknown':
      return (
        <div class="custom">
          <span class="part-label">{part.type}</span>
          <LongText text={laidOut(part.json)} />
        </div>
      );
  }
}

function size(value: number | undefined): string | undefined {
  return value === undefined ? undefined : byteSize(value);
}

function laidOut(text: string): string {
  return (
    layOutJson(text)
      ?.map((token) => token.text)
      .join('') ?? text
  );
}

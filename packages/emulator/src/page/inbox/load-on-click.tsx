import { useSignal } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';

/**
 * Whether a person asked to load this address. Asking counts for this one alone: an edit may put another address in
 * its place, on a server that nobody agreed to call.
 */
export function useAsked(url: string): { readonly asked: boolean; ask(): void } {
  const asked = useSignal<string | undefined>(undefined);
  const ask = useCallback(() => {
    asked.value = url;
  }, [url, asked]);
  return { asked: asked.value === url, ask };
}

interface Props {
  readonly what: 'picture' | 'sound' | 'video';
  /** Who would be called. */
  readonly host: string;
  readonly onLoad: () => void;
}

/** Stands in place of something on another server, which learns of the reader only when this is pressed. */
export function LoadButton({ what, host, onLoad }: Props) {
  return (
    <button type="button" class="load-media" onClick={onLoad}>
      <span class="load-media-line">
        <Icon name="down" size={14} /> Load {what}
      </span>
      <small>from {host}</small>
    </button>
  );
}

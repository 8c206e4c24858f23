import { tell } from '../state/notice.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly text: string;
  /** What is copied, for the label. */
  readonly what: string;
}

export function CopyButton({ text, what }: Props) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell(`Copied: ${what}`);
    } catch {
      tell('The browser does not let this page copy', 'failed');
    }
  };
  return (
    <button
      type="button"
      class="button-icon copy"
      onClick={copy}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
    >
      <Icon name="copy" size={15} />
    </button>
  );
}

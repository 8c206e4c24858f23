import { layOutJson } from '../format/json-tokens.ts';
import { CopyButton } from './copy-button.tsx';

/** So much is laid out; more would make the page slow and nobody reads it here. */
const maxLength = 60_000;

/** JSON, or whatever else came, as text. Numbers keep all their digits. */
export function JsonBlock({ text, label }: { text: string; label: string }) {
  const shown = text.length > maxLength ? undefined : layOutJson(text);
  return (
    <figure class="json" aria-label={label}>
      <CopyButton text={text} what={label} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        {shown === undefined
          ? text.slice(0, maxLength)
          : shown.map((token, index) =>
              token.kind === 'mark' ? (
                token.text
              ) : (
                <span key={index} class={`json-${token.kind}`}>
                  {token.text}
                </span>
              ),
            )}
      </pre>
      {text.length > maxLength && (
        <figcaption>Cut off after {maxLength} characters; copy to see all.</figcaption>
      )}
    </figure>
  );
}
